using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>The flags of a multipart body as variables, each 0 or 1, for other bodies too.</summary>
internal static class MultipartVariables
{
    private static readonly (Collection Collection, MultipartFlags Flag)[] Single =
    [
        (Collection.MultipartBoundaryQuoted, MultipartFlags.BoundaryQuoted),
        (Collection.MultipartBoundaryWhitespace, MultipartFlags.BoundaryWhitespace),
        (Collection.MultipartDataBefore, MultipartFlags.DataBefore),
        (Collection.MultipartDataAfter, MultipartFlags.DataAfter),
        (Collection.MultipartHeaderFolding, MultipartFlags.HeaderFolding),
        (Collection.MultipartLfLine, MultipartFlags.LfLine),
        (Collection.MultipartMissingSemicolon, MultipartFlags.MissingSemicolon),
        (Collection.MultipartInvalidQuoting, MultipartFlags.InvalidQuoting),
        (Collection.MultipartInvalidPart, MultipartFlags.InvalidPart),
        (Collection.MultipartInvalidHeaderFolding, MultipartFlags.InvalidHeaderFolding),
        (Collection.MultipartFileLimitExceeded, MultipartFlags.FileLimitExceeded),
        (Collection.MultipartUnmatchedBoundary, MultipartFlags.UnmatchedBoundary),
    ];

    public static void Set(ValueTable table, MultipartFlags flags)
    {
        foreach (var (collection, flag) in Single) Set(table, collection, (flags & flag) != MultipartFlags.None);
        Set(table, Collection.MultipartStrictError, (flags & MultipartFlags.Strict) != MultipartFlags.None);
        const MultipartFlags mixed = MultipartFlags.CrlfLine | MultipartFlags.LfLine;
        Set(table, Collection.MultipartCrlfLfLines, (flags & mixed) == mixed);
    }

    private static void Set(ValueTable table, Collection collection, bool value) => table.Set(collection, value ? "1"u8 : "0"u8);
}
