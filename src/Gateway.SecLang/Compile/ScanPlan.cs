using Gateway.SecLang.Collections;
using Gateway.SecLang.Scan;

namespace Gateway.SecLang.Compile;

/// <summary>
/// What is looked for together: patterns and phrase lists that rules apply to values of the table. A value is scanned once for all of them;
/// rules then look only at values that may match. Request and response have a scan each, since rules of one never look at the other.
/// </summary>
/// <param name="Filters">The two scans.</param>
/// <param name="Unions">The values of a collection behind a pipeline.</param>
/// <param name="Groups">Sets of unions that rules share as their targets.</param>
internal sealed record ScanPlan(Prefilter[] Filters, ScanUnion[] Unions, ScanGroup[] Groups)
{
    public static readonly ScanPlan None = new([Prefilter.Build([]), Prefilter.Build([])], [], []);

    /// <summary>Which scan the values of a collection belong to.</summary>
    public static int FilterOf(Collection collection) =>
        collection is Collection.ResponseBody or Collection.ResponseHeaders or Collection.ResponseHeadersNames or Collection.ResponseContentType
            or Collection.ResponseStatus or Collection.ResponseProtocol or Collection.ResponseContentLength or Collection.StatusLine ? 1 : 0;
}

/// <summary>All values of a collection behind a node of the pipeline tree.</summary>
internal readonly record struct ScanUnion(Collection Collection, int Node, int Filter);

/// <summary>The targets of a rule: whether any of their values may match is one bit per item.</summary>
internal sealed record ScanGroup(int Filter, int[] Unions);

/// <summary>Where a link finds its bits; -1: it is not scanned for, or its targets are not all in the table.</summary>
internal readonly record struct ScanPlace(int Item, int Filter, int Group)
{
    public static readonly ScanPlace None = new(-1, 0, -1);
}
