using System.Collections.Frozen;
using System.Text;

namespace Gateway.SecLang.Collections;

/// <summary>The spelling of each collection in rules, and what is known of collections without a value.</summary>
internal static class CollectionNames
{
    /// <summary>One past the highest collection: the length of an array with a slot for each.</summary>
    public const int Count = (int)Collection.ModsecBuild + 1;

    /// <summary>
    /// Variables of ModSecurity that this engine knows and does not fill: their state has no counterpart in a gateway, or no rule set uses them.
    /// A rule that names one is refused by that name rather than silently never matching.
    /// </summary>
    public static readonly FrozenSet<string> NotSupported = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "ENV", "FILES_TMPNAMES", "FILES_TMP_CONTENT", "FULL_REQUEST", "FULL_REQUEST_LENGTH", "PATH_INFO", "PERF_ALL", "PERF_COMBINED", "PERF_GC", "PERF_LOGGING",
        "PERF_PHASE1", "PERF_PHASE2", "PERF_PHASE3", "PERF_PHASE4", "PERF_PHASE5", "PERF_RULES", "PERF_SREAD", "PERF_SWRITE", "RESOURCE",
        "SCRIPT_BASENAME", "SCRIPT_FILENAME", "SCRIPT_GID", "SCRIPT_GROUPNAME", "SCRIPT_MODE", "SCRIPT_UID", "SCRIPT_USERNAME", "SDBM_DELETE_ERROR",
        "SESSION", "SESSIONID", "STREAM_INPUT_BODY", "STREAM_OUTPUT_BODY", "USER", "USERAGENT_IP", "USERID", "WEBAPPID", "WEBSERVER_ERROR_LOG");

    private static readonly string[] Names = Spell();

    private static readonly byte[][] NameBytes = Array.ConvertAll(Names, Encoding.ASCII.GetBytes);

    private static readonly FrozenDictionary<string, Collection> ByName = Index();

    /// <summary>The name as messages and MATCHED_VAR_NAME show it, such as <c>REQUEST_HEADERS</c>.</summary>
    public static string Text(Collection collection) => Names[(int)collection];

    /// <summary>The same in ASCII bytes.</summary>
    public static ReadOnlySpan<byte> Bytes(Collection collection) => NameBytes[(int)collection];

    /// <summary>The collection of a name in any case, or <see cref="Collection.None"/> where there is none.</summary>
    public static Collection Find(ReadOnlySpan<byte> name) =>
        name.Length <= 64 && Ascii.IsValid(name) ? ByName.GetValueOrDefault(Encoding.ASCII.GetString(name)) : Collection.None;

    /// <summary>Whether its values have names of their own, so that a target may select by name: <c>ARGS:id</c>, not <c>REQUEST_URI:id</c>.</summary>
    public static bool IsKeyed(Collection collection) => collection is
        Collection.Args or Collection.ArgsNames or Collection.ArgsGet or Collection.ArgsGetNames or Collection.ArgsPost or Collection.ArgsPostNames
        or Collection.RequestHeaders or Collection.RequestHeadersNames or Collection.RequestCookies or Collection.RequestCookiesNames
        or Collection.Files or Collection.FilesNames or Collection.FilesSizes or Collection.MultipartName or Collection.MultipartFilename
        or Collection.MultipartPartHeaders or Collection.Xml or Collection.ResponseHeaders or Collection.ResponseHeadersNames
        or Collection.Tx or Collection.Ip or Collection.Global or Collection.Rule or Collection.MatchedVars or Collection.MatchedVarsNames or Collection.Geo;

    private static string[] Spell()
    {
        var names = new string[Count];
        for (var i = 0; i < names.Length; i++) names[i] = Spell(((Collection)i).ToString());
        return names;
    }

    /// <summary><c>RequestUriRaw</c> is <c>REQUEST_URI_RAW</c>.</summary>
    private static string Spell(string member)
    {
        var spelling = new StringBuilder(member.Length + 4);
        foreach (var c in member)
        {
            if (char.IsAsciiLetterUpper(c) && spelling.Length > 0) spelling.Append('_');
            spelling.Append(char.ToUpperInvariant(c));
        }

        return spelling.ToString();
    }

    private static FrozenDictionary<string, Collection> Index()
    {
        var index = new Dictionary<string, Collection>(StringComparer.OrdinalIgnoreCase);
        for (var i = 1; i < Names.Length; i++) index.Add(Names[i], (Collection)i);
        return index.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
