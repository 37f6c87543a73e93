using System.Text;
using Gateway.SecLang.Model;
using Gateway.SecLang.Regex;

namespace Gateway.SecLang.Parsing;

/// <summary>An exclusion that comes from outside the rules: which rules are not run, or which targets they do not look at.</summary>
internal sealed class RuleExclusion
{
    private readonly IdSet? _ids;
    private readonly List<ByteRegex> _tags;

    private RuleExclusion(IdSet? ids, List<ByteRegex> tags, List<Target> targets)
    {
        _ids = ids;
        _tags = tags;
        Targets = targets;
    }

    /// <summary>What the rules do not look at. Empty: they are not run at all.</summary>
    public IReadOnlyList<Target> Targets { get; }

    /// <summary>Reads the texts. Null with an error where one of them is not valid.</summary>
    /// <param name="ids">Ids and ranges, such as <c>942100</c> or <c>942100-942199</c>.</param>
    /// <param name="tags">Patterns that are found in a tag. Without ids and tags every rule is meant.</param>
    /// <param name="targets">Such as <c>ARGS:password</c> or <c>REQUEST_COOKIES:/^_ga/</c>.</param>
    /// <param name="places">Targets that are patterns of places in JSON bodies, <see cref="Collections.ValueTable.PlaceOf"/>.</param>
    /// <param name="diagnostics">Where errors go.</param>
    public static RuleExclusion? Parse(IReadOnlyList<string> ids, IReadOnlyList<string> tags, IReadOnlyList<string> targets, IReadOnlyList<string> places, Diagnostics diagnostics)
    {
        var position = new SourcePosition("", 1, 1);
        var numbers = ids.Count == 0 ? null : IdSet.Parse(string.Join(' ', ids));
        if (ids.Count > 0 && numbers is null) diagnostics.Error(position, $"found {string.Join(' ', ids)}; rule ids and ranges such as 942100 or 942100-942199 are allowed");
        var patterns = new List<ByteRegex>();
        foreach (var tag in tags)
        {
            try
            {
                patterns.Add(ByteRegex.Compile(Encoding.Latin1.GetBytes(tag), RegexFlags.None));
            }
            catch (PcreSyntaxException e)
            {
                diagnostics.Error(position, $"{tag} is no valid pattern: {e.Message}");
            }
        }

        var parser = new TargetParser(diagnostics);
        var parsed = targets.Select(t => parser.ParseSingle(t, position)).OfType<Target>().ToList();
        parsed.AddRange(places.Select(t => parser.ParseSingle(t, position)).OfType<Target>().Select(static t => t with { IsJsonPlace = true }));
        return diagnostics.HasErrors ? null : new RuleExclusion(numbers, patterns, parsed);
    }

    public bool Means(Rule rule) =>
        (_ids is null && _tags.Count == 0) || _ids?.Contains(rule.Id) == true
        || rule.Tags.Any(tag => _tags.Exists(t => t.IsMatch(Encoding.Latin1.GetBytes(tag))));
}
