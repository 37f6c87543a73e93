using System.Text.Json;
using Gateway.Policies.Events;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Findings;

/// <summary>Why a request was blocked, for its event: bounded, and without values unless the route says so.</summary>
internal sealed class WafFacts : EventFacts
{
    private const int MaxRules = 16;
    private const int MaxMoreRules = 64;
    private const int MaxTags = 8;
    private const int MaxTargets = 4;
    private const int MaxText = 120;

    private readonly FoundRule[] _rules;
    private readonly long[] _more;
    private readonly int _left;

    public WafFacts(Transaction transaction, long decidedBy, bool logValues)
    {
        Scores = WafScores.Of(transaction);
        DecidedBy = decidedBy;
        var matches = transaction.Matches.Where(m => !CoreRules.IsEvaluation(m.Rule.Id)).ToList();
        _rules = [.. matches.Take(MaxRules).Select(m => FoundRule.Of(m, logValues))];
        _more = [.. matches.Skip(MaxRules).Take(MaxMoreRules).Select(static m => m.Rule.Id)];
        _left = matches.Count - _rules.Length;
    }

    public WafScores Scores { get; }

    /// <summary>The rule that refused: for scores the one that compares them.</summary>
    public long DecidedBy { get; }

    public IReadOnlyList<FoundRule> Rules => _rules;

    /// <summary>The rules beyond those, by their ids alone: who excludes the first sixteen has to know what else there is.</summary>
    public IReadOnlyList<long> MoreRules => _more;

    /// <summary>How many rules matched.</summary>
    public int Count => _rules.Length + _left;

    internal override JsonEncodedText Name { get; } = JsonEncodedText.Encode("waf");

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("decidedBy", DecidedBy);
        json.WriteNumber("score", Scores.Inbound);
        json.WriteNumber("threshold", Scores.InboundThreshold);
        if (Scores.Outbound > 0)
        {
            json.WriteNumber("outboundScore", Scores.Outbound);
            json.WriteNumber("outboundThreshold", Scores.OutboundThreshold);
        }

        json.WriteNumber("paranoiaLevel", Scores.ParanoiaLevel);
        json.WriteStartObject("scores");
        foreach (var (name, score) in Scores.Parts) json.WriteNumber(name, score);
        json.WriteEndObject();
        json.WriteStartArray("rules");
        foreach (var rule in _rules) rule.Write(json);
        json.WriteEndArray();
        if (_left == 0) return;
        json.WriteNumber("moreRules", _left);
        json.WriteStartArray("moreRuleIds");
        foreach (var id in _more) json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    /// <summary>A rule that matched. <see cref="Message"/> is the rule's own text, without what it would take from the request.</summary>
    internal sealed record FoundRule(long Id, int ParanoiaLevel, string Severity, string Message, IReadOnlyList<string> Tags, IReadOnlyList<string> Targets, string? Value)
    {
        public static FoundRule Of(MatchedRule match, bool logValues) => new(
            match.Rule.Id,
            match.Rule.ParanoiaLevel,
            match.Rule.Severity.ToString().ToUpperInvariant(),
            Cut(match.Rule.Message?.Text ?? ""),
            [.. match.Rule.Tags.Where(static t => !CoreRules.IsGeneral(t)).Take(MaxTags).Select(Cut)],
            [.. match.Targets.Distinct(StringComparer.Ordinal).Take(MaxTargets).Select(Cut)],
            logValues && match.LogData.Length > 0 ? ValueMask.Of(match) : null);

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteNumber("id", Id);
            if (ParanoiaLevel > 0) json.WriteNumber("paranoiaLevel", ParanoiaLevel);
            json.WriteString("severity", Severity);
            json.WriteString("message", Message);
            Write(json, "tags", Tags);
            Write(json, "targets", Targets);
            if (Value is not null) json.WriteString("value", Value);
            json.WriteEndObject();
        }

        private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }

        private static string Cut(string text) => text.Length <= MaxText ? text : string.Concat(text.AsSpan(0, MaxText - 1), "…");
    }
}
