/** The answers so far, signed: they travel in the page, nothing is kept elsewhere before the person sends. */
export function Carried({ state, signature }: { state: string; signature: string }) {
    return (
        <>
            <input type="hidden" name="phieu" value={state} />
            <input type="hidden" name="ky" value={signature} />
        </>
    );
}
