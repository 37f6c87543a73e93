using Gateway.SecLang.Model;

namespace Gateway.SecLang.Parsing;

/// <summary>All that was read: rules and markers in the order of the files, settings, names.</summary>
internal sealed class RuleSetDraft
{
    public List<RuleDraft> Rules { get; } = [];

    public RuleSetSettings Settings { get; } = new();

    public TxNames TxNames { get; } = new();

    /// <summary>SecDefaultAction of each phase, as far as read.</summary>
    public DefaultActions[] Defaults { get; } = [.. Enumerable.Repeat(DefaultActions.None, 6)];
}
