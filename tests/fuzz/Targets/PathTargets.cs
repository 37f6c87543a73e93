using System.Text.RegularExpressions;
using Gateway.Fuzz.Engine;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Fuzz.Targets;

/// <summary>Declared paths, and which of them a request's path is.</summary>
internal static class PathTargets
{
    private static readonly Grammar Tables = new(
        ("table", ["<path>\n<template>", "<path>\n<template>\n<template>", "<path>\n<templates>"]),
        ("templates", ["<template>", "<template>\n<templates>", "<template>\n<templates>"]),
        ("template", ["/", "/<part>", "/<part>/<part>", "/<part>/<part>/<part>", "<part>", "/<part>?x"]),
        ("part", ["a", "{<name>}", "{<name>}", "<literal>", "{<name>}<literal>", "<literal>{<name>}", "{<name>}<literal>{<name>}<literal>", "{<name>}{<name>}", "", "{", "}", "%61", "{}", "a%2Fb"]),
        ("name", ["x", "y", "z", "i d", "\u00e9", "{"]), ("literal", ["a", "b", "-", ".json", "-b", "a-", "%2D", "\u00e9"]),
        ("path", ["/", "/<value>", "/<value>/<value>", "/<value>/<value>/<value>", "", "<value>"]), ("value", ["a", "b", "ab", "a-b", "a-b-a.json", "", ".json", "-", "%61", "a%2Fb", "--b", "\u00e9"]));

    public static IEnumerable<FuzzTarget> All =>
    [
        FuzzTarget.Of(
            "path-table", "the template that comes first by precedence among all that match, each tried by itself, and the same captures",
            [typeof(PathTable), typeof(PathTemplate), typeof(TemplateSegment)], Tables,
            ["/a/b\n/a/{x}\n/{y}/b", "/a-b.json\n/{x}\n/{x}.json\n/{x}-{y}.json", "/a/b/c\n/{x}/b/d\n/a/{x}/c", "/\n/\n/{x}"], static b => Find(Inputs.Wide(b))) with { MaxLength = 256 },
    ];

    private static string Find(string text)
    {
        var lines = text.Split('\n');
        List<(PathTemplate Template, ContractPath Path)> declared = [];
        var outcome = "";
        foreach (var line in lines.Skip(1).Take(8))
        {
            var (template, problem) = PathTemplate.Parse(line);
            Oracle.Same(template is null, problem.Length > 0, "a template or a problem");
            outcome += template is null ? problem[..Math.Min(22, problem.Length)] : "";
            // The reader refuses two of the same shape.
            if (template is null || declared.Exists(d => Shape(d.Template) == Shape(template))) continue;
            Oracle.SameList([.. Regex.Matches(line, @"\{(?<name>[^{}]+)\}", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(static m => m.Groups["name"].Value)], template.Parameters, "the names in braces");
            declared.Add((template, new ContractPath(template)));
        }

        var captures = new Range[ContractLimits.MaxPathParameters];
        var path = lines[0];
        var found = new PathTable(declared.Select(static d => d.Path)).Find(path, captures);
        var matches = declared.Select(d => (d.Path, d.Template, Values: Match(d.Template.Text, path))).Where(static m => m.Values is not null).ToList();
        matches.Sort(static (a, b) => Precedence(a.Template, b.Template));
        Oracle.Same(matches.Count == 0 ? null : matches[0].Template.Text, found?.Template.Text, "the first by precedence of those that match");
        if (found is null) return $"none {declared.Count > 0} {outcome}";
        Oracle.SameList(matches[0].Values!, [.. found.Template.Parameters.Select((_, i) => path[captures[i]])], "the same captures");
        return $"{matches.Count} {found.Template.Parameters.Count} {outcome}";
    }

    private static string Shape(PathTemplate template) => string.Join('/', template.Segments.Select(static s => s.Shape));

    // Each segment by an expression: a parameter takes as little as leaves a match.
    private static List<string>? Match(string template, string path)
    {
        var segments = template.Split('/');
        var parts = path.Split('/');
        if (segments.Length != parts.Length || !path.StartsWith('/')) return null;
        List<string> values = [];
        for (var i = 1; i < segments.Length; i++)
        {
            var pattern = string.Concat(Regex.Split(segments[i], @"(?<name>\{[^{}]+\})", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(static p => p is ['{', ..] ? "(.+?)" : Regex.Escape(Uri.UnescapeDataString(p))));
            if (Regex.Match(parts[i], $@"\A{pattern}\z", RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) is not { Success: true } match) return null;
            values.AddRange(match.Groups.Values.Skip(1).Select(static g => g.Value));
        }

        return values;
    }

    // From the left: literal, then by the length of the literal text, then by the number of parameters.
    private static int Precedence(PathTemplate left, PathTemplate right)
    {
        for (var i = 0; i < left.Segments.Count; i++)
        {
            var (a, b) = (left.Segments[i], right.Segments[i]);
            var order = a.IsLiteral != b.IsLiteral ? (a.IsLiteral ? -1 : 1)
                : b.LiteralLength != a.LiteralLength && !a.IsLiteral ? b.LiteralLength.CompareTo(a.LiteralLength)
                : a.Parameters.Count != b.Parameters.Count ? a.Parameters.Count.CompareTo(b.Parameters.Count)
                : string.CompareOrdinal(a.Shape, b.Shape);
            if (order != 0) return order;
        }

        return 0;
    }
}
