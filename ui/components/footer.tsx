import { common } from "./common";
import { integer } from "./format";
import { page } from "./view";

export function Footer() {
    const { site, visits } = page();
    return (
        <footer class="site-footer">
            <div class="wrap columns">
                <div>
                    <h2>{site.name || "Lòng Dân"}</h2>
                    {site.agency && (
                        <p>
                            {common("agency")}: {site.agency}
                        </p>
                    )}
                    {site.responsible && (
                        <p>
                            {common("responsible")}: {site.responsible}
                        </p>
                    )}
                    <div class="slots">
                        {site.ipv6 && <span class="tag">{common("ipv6")}</span>}
                        {site.trust_address && (
                            <a class="tag" href={site.trust_address} rel="noopener">
                                {common("trust")}
                            </a>
                        )}
                    </div>
                </div>
                {(site.address || site.phone || site.email) && (
                    <div>
                        <h2>{common("address")}</h2>
                        {site.address && <p>{site.address}</p>}
                        {site.phone && (
                            <p>
                                {common("phone")}: <a href={`tel:${site.phone.replace(/[^+\d]/g, "")}`}>{site.phone}</a>
                            </p>
                        )}
                        {site.email && (
                            <p>
                                {common("email")}: <a href={`mailto:${site.email}`}>{site.email}</a>
                            </p>
                        )}
                    </div>
                )}
                {visits && (
                    <div>
                        <h2>{common("visits")}</h2>
                        <dl class="numeric">
                            <dt>{common("online")}</dt>
                            <dd>{integer(visits.online)}</dd>
                            <dt>{common("today")}</dt>
                            <dd>{integer(visits.today)}</dd>
                            <dt>{common("week")}</dt>
                            <dd>{integer(visits.week)}</dd>
                            <dt>{common("all")}</dt>
                            <dd>{integer(visits.all)}</dd>
                        </dl>
                        <p>{common("visitsNote")}</p>
                    </div>
                )}
            </div>
        </footer>
    );
}
