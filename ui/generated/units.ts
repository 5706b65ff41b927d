// Written by the program from its documents; do not edit. See ui/README.md.

export interface FoundInList {
    slug: string;
    name: string;
    level: string;
    matched: string;
    sentence: string;
    place: string;
    today: Array<ListedUnit>;
}

export interface ListedRegion {
    name: string;
    slug: string;
    provinces: Array<ListedUnit>;
}

export interface ListedUnit {
    slug: string;
    name: string;
    code: string;
    note: string;
}

export interface UnitListPage {
    query: string;
    found: Array<FoundInList>;
    regions: Array<ListedRegion>;
    region_doubt: string;
    ministries: Array<ListedUnit>;
    former_provinces: Array<ListedUnit>;
    communes: number;
}

declare module "../components/view" {
    interface Views {
        "units/list": UnitListPage;
    }
}
