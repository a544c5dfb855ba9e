//! The roles that come ready.

use crate::http::Permission;

/// A role that comes ready with every shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleCode {
    /// May do everything.
    Owner,
    /// Runs the shop, but does not manage people.
    Manager,
    /// Sells and takes back; sees no costs and no figures.
    Cashier,
    /// Receives and corrects stock.
    StockKeeper,
    /// Reads figures, sales and documents.
    Accountant,
}

impl RoleCode {
    /// Every role that comes ready.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Manager, Self::Cashier, Self::StockKeeper, Self::Accountant];

    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Cashier => "cashier",
            Self::StockKeeper => "stock_keeper",
            Self::Accountant => "accountant",
        }
    }

    /// Whether the role may do this from the start.
    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        use Permission::{
            AdjustStock, ChangeSettings, EditCustomers, EditProducts, GiveDiscounts, ImportData, IssueDocuments, ManageBackups,
            ManageStaff, ManageUpdates, ReceiveStock, SeeAudit, SeeCosts, SeeCustomers, SeeDocuments, SeeFigures, SeeProducts,
            SeeSales, SeeStock, Sell, TakeReturns,
        };
        match self {
            Self::Owner => true,
            // A backup is the whole shop in one file, and a new version is a program of somebody's choice: both are the owner's to say.
            Self::Manager => !matches!(permission, ManageStaff | ManageBackups | ManageUpdates),
            Self::Cashier => match permission {
                SeeProducts | SeeStock | Sell | TakeReturns | SeeSales | SeeCustomers | EditCustomers | SeeDocuments
                | IssueDocuments => true,
                SeeFigures | SeeCosts | EditProducts | ReceiveStock | AdjustStock | GiveDiscounts | ImportData
                | ChangeSettings | SeeAudit | ManageStaff | ManageBackups | ManageUpdates => false,
            },
            Self::StockKeeper => match permission {
                SeeProducts | EditProducts | SeeStock | SeeCosts | ReceiveStock | AdjustStock | ImportData => true,
                SeeFigures | Sell | GiveDiscounts | TakeReturns | SeeSales | SeeCustomers | EditCustomers | SeeDocuments
                | IssueDocuments | ChangeSettings | SeeAudit | ManageStaff | ManageBackups | ManageUpdates => false,
            },
            Self::Accountant => match permission {
                SeeFigures | SeeCosts | SeeProducts | SeeStock | SeeSales | SeeCustomers | SeeDocuments => true,
                EditProducts | ReceiveStock | AdjustStock | Sell | GiveDiscounts | TakeReturns | EditCustomers
                | IssueDocuments | ImportData | ChangeSettings | SeeAudit | ManageStaff | ManageBackups | ManageUpdates => false,
            },
        }
    }
}
