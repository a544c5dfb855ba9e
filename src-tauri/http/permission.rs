//! What a person may be allowed to do. A role is a set of these.

use serde::{Deserialize, Serialize};

impl Permission {
    /// Whether a screen that was opened with a PIN goes without it: whoever looked over a shoulder at the till must not get from four
    /// digits to other people's accounts and data, to a copy or the key of the whole shop, or to another program in this one's place.
    #[must_use]
    pub fn needs_password(self) -> bool {
        matches!(self, Self::ManageStaff | Self::ManageBackups | Self::ManageKeys | Self::ManagePrivacy | Self::ManageUpdates)
    }
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal),* $(,)?) => {
        /// One thing a person may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Permission { $($(#[doc = $doc])* $name),* }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word that is stored and sent.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
        }

        impl std::str::FromStr for Permission {
            type Err = crate::base::Error;
            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code {
                    $($code => Ok(Self::$name),)*
                    _ => Err(crate::base::Error::invalid($crate::say!("There is no permission \"{code}\".", code))),
                }
            }
        }
    };
}

permissions! {
    /// See the figures on Home.
    SeeFigures = "see_figures",
    /// See costs, margins and the value of stock.
    SeeCosts = "see_costs",
    /// See products and prices.
    SeeProducts = "see_products",
    /// Change products, prices and categories.
    EditProducts = "edit_products",
    /// See stock, lots and movements.
    SeeStock = "see_stock",
    /// Receive goods.
    ReceiveStock = "receive_stock",
    /// Correct stock by hand and change the state of lots.
    AdjustStock = "adjust_stock",
    /// Sell at the counter.
    Sell = "sell",
    /// Give discounts at the counter.
    GiveDiscounts = "give_discounts",
    /// Take goods back and give money back.
    TakeReturns = "take_returns",
    /// See sales and returns.
    SeeSales = "see_sales",
    /// See customers.
    SeeCustomers = "see_customers",
    /// Change customers.
    EditCustomers = "edit_customers",
    /// See invoices and credit notes.
    SeeDocuments = "see_documents",
    /// Issue invoices and credit notes.
    IssueDocuments = "issue_documents",
    /// Bring in data from files, and undo that.
    ImportData = "import_data",
    /// Change the shop's settings and taxes.
    ChangeSettings = "change_settings",
    /// See who did what, and who was let in or refused.
    SeeAudit = "see_audit",
    /// See how the program and the shop's file are, check its pages, and save the log.
    SeeHealth = "see_health",
    /// Add people, change their roles, reset their passwords.
    ManageStaff = "manage_staff",
    /// Decide where backups go and when, and take one.
    ManageBackups = "manage_backups",
    /// Decide what opens the shop's file, and change its key.
    ManageKeys = "manage_keys",
    /// Decide where new versions of the program come from, and install them.
    ManageUpdates = "manage_updates",
    /// See everything that is kept about a person, hand it over, erase it, and decide how long things are kept.
    ManagePrivacy = "manage_privacy",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_word_is_the_sent_word() {
        for permission in Permission::ALL {
            assert_eq!(serde_json::to_value(permission).unwrap(), permission.code());
            assert_eq!(permission.code().parse::<Permission>().unwrap(), *permission);
        }
    }
}
