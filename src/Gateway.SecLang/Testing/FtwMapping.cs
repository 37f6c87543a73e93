using System.Globalization;

namespace Gateway.SecLang.Testing;

/// <summary>
/// A mapping of a parsed YAML file: mappings are dictionaries, sequences are lists, scalars are texts, as a YAML parser without types gives them. This library has no YAML parser
/// of its own; who reads files brings one.
/// </summary>
internal readonly struct FtwMapping(IReadOnlyDictionary<string, object?> members)
{
    private static readonly IReadOnlyDictionary<string, object?> None = new Dictionary<string, object?>();

    private IReadOnlyDictionary<string, object?> Members => members ?? None;

    /// <summary>Takes dictionaries with keys of any type.</summary>
    public static FtwMapping? From(object? node)
    {
        if (node is not System.Collections.IDictionary dictionary) return null;
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in dictionary) members[Scalar(entry.Key) ?? ""] = entry.Value;
        return new FtwMapping(members);
    }

    public IEnumerable<KeyValuePair<string, object?>> All => Members;

    public bool Has(string name) => Members.ContainsKey(name);

    public string? Text(string name) => Scalar(Members.GetValueOrDefault(name));

    public int? Number(string name) => int.TryParse(Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool? Flag(string name) => bool.TryParse(Text(name), out var flag) ? flag : null;

    public FtwMapping Mapping(string name) => From(Members.GetValueOrDefault(name)) ?? default;

    /// <summary>The items of a sequence; a single value is a sequence of one.</summary>
    public IEnumerable<object?> Items(string name) => Members.GetValueOrDefault(name) switch
    {
        null => [],
        string text => [text],
        System.Collections.IEnumerable items => items.Cast<object?>(),
        var scalar => [scalar],
    };

    /// <summary>The mappings of a sequence; other items are left out.</summary>
    public IEnumerable<FtwMapping> Mappings(string name) => Items(name).Select(From).OfType<FtwMapping>();

    public IReadOnlyList<int> Numbers(string name) =>
        [.. Items(name).Select(item => int.TryParse(Scalar(item), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1).Where(number => number >= 0)];

    private static string? Scalar(object? node) => node switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
