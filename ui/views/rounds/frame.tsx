import { Actions, Definitions, Empty, Note, Section, Table, integer, view } from "../../components";
import { Hash, RoundShell } from "./shell";

export default view("rounds/frame", (document) => {
    const { head, report } = document;
    const districts = report.districts > 0;
    return (
        <RoundShell head={head} part="frame" title="Dàn mẫu">
            {document.sha256 === "" ? (
                <Empty title="Dàn mẫu chưa chốt">Dàn mẫu được ghi thành tệp khi người có quyền chốt nó.</Empty>
            ) : (
                <>
                    <p>
                        Dàn mẫu có {integer(report.provinces.length)} tỉnh, thành phố
                        {districts && <>, {integer(report.districts)} huyện</>} và {integer(report.communes)} xã,
                        phường, đặc khu. Tệp đã chốt không đổi nữa; ai có tệp, thiết kế và số gốc đều chọn lại được đúng
                        mẫu này.
                    </p>
                    <Definitions items={[["SHA-256 của tệp", <Hash value={document.sha256} />]]} />
                    {report.filled > 0 && (
                        <Note kind="warn" title={`${integer(report.filled)} đơn vị không có số dân dùng được`}>
                            <p>Số dân thiếu hoặc bị nghi ngờ được thay bằng trung vị của tỉnh.</p>
                        </Note>
                    )}
                    <Table
                        caption="Số đơn vị theo tỉnh"
                        compact
                        sticky
                        rows={report.provinces}
                        columns={[
                            {
                                key: "name",
                                label: "Tỉnh, thành phố",
                                head: true,
                                cell: (row) => `${row.name} (${row.code})`,
                            },
                            ...(districts
                                ? [
                                      {
                                          key: "d",
                                          label: "Huyện",
                                          numeric: true,
                                          cell: (row: (typeof report.provinces)[number]) => integer(row.districts),
                                      },
                                  ]
                                : []),
                            { key: "c", label: "Xã", numeric: true, cell: (row) => integer(row.communes) },
                            {
                                key: "f",
                                label: "Số dân thay bằng trung vị",
                                numeric: true,
                                cell: (row) => integer(row.filled),
                            },
                        ]}
                    />
                    {report.left_out.length > 0 && (
                        <Section title="Không vào dàn mẫu">
                            <ul>
                                {report.left_out.map((line) => (
                                    <li key={line}>{line}</li>
                                ))}
                            </ul>
                        </Section>
                    )}
                    {head.whole && (
                        <Actions links={[{ label: "Tải dàn mẫu (CSV)", href: `/lam-viec/dot/${head.id}/tep/khung` }]} />
                    )}
                </>
            )}
        </RoundShell>
    );
});
