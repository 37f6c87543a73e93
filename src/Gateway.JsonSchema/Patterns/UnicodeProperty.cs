using System.Globalization;

namespace Gateway.JsonSchema.Patterns;

/// <summary>Sets for <c>\p{…}</c>: the general categories by their short and long names, and Any, ASCII, Assigned. Scripts and derived properties are not in the runtime.</summary>
internal static class UnicodeProperty
{
    private static readonly string[] Names =
    [
        "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark", "Nd Decimal_Number digit", "Nl Letter_Number", "No Other_Number",
        "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator", "Cc Control cntrl", "Cf Format", "Cs Surrogate", "Co Private_Use",
        "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation", "Pi Initial_Punctuation",
        "Pf Final_Punctuation", "Po Other_Punctuation", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol", "So Other_Symbol", "Cn Unassigned",
    ];

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["L"] = "L",
        ["Letter"] = "L",
        ["M"] = "M",
        ["Mark"] = "M",
        ["Combining_Mark"] = "M",
        ["N"] = "N",
        ["Number"] = "N",
        ["Z"] = "Z",
        ["Separator"] = "Z",
        ["C"] = "C",
        ["Other"] = "C",
        ["P"] = "P",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["S"] = "S",
        ["Symbol"] = "S",
    };

    private static readonly Lazy<List<(int First, int Last)>[]> Categories = new(ReadCategories);

    /// <summary>The set of a property, or null when it is not known.</summary>
    public static CodePointSet? Find(string name)
    {
        foreach (var prefix in new[] { "General_Category=", "gc=" })
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        }

        if (Groups.TryGetValue(name, out var group)) return OfCategories(names => names[0] == group[0]);
        return name switch
        {
            "Any" => CodePointSet.All,
            "ASCII" => CodePointSet.Of((0, 0x7F)),
            "Assigned" => OfCategories(names => !names.StartsWith("Cn ", StringComparison.Ordinal)),
            "LC" or "Cased_Letter" => OfCategories(names => names[..2] is "Lu" or "Ll" or "Lt"),
            _ when Names.Any(names => names.Split(' ').Contains(name)) => OfCategories(names => names.Split(' ').Contains(name)),
            _ => null,
        };
    }

    private static CodePointSet OfCategories(Func<string, bool> wanted)
        => CodePointSet.Union(Categories.Value.Where((_, category) => wanted(Names[category])).SelectMany(ranges => ranges));

    private static List<(int First, int Last)>[] ReadCategories()
    {
        var categories = new List<(int First, int Last)>[Names.Length];
        for (var i = 0; i < categories.Length; i++) categories[i] = [];
        var start = 0;
        var current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (var point = 1; point <= 0x110000; point++)
        {
            var category = point <= 0x10FFFF ? CharUnicodeInfo.GetUnicodeCategory(point) : (UnicodeCategory)(-1);
            if (category == current) continue;
            categories[(int)current].Add((start, point - 1));
            (start, current) = (point, category);
        }

        return categories;
    }
}
