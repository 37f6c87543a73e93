using Gateway.SecLang.Execution;
using Gateway.SecLang.Forms;
using Gateway.SecLang.Model;

namespace Gateway.SecLang.Tests.Forms;

/// <summary>Runs one link on one value as it stands: transformations and operator, without scan, cache and forms.</summary>
internal sealed class LinkTrial(RuleSet rules) : IDisposable
{
    private Transaction _transaction = rules.Begin();
    private int _runs;

    /// <summary>The links that look at arguments, with their rules.</summary>
    public static IReadOnlyList<(Rule Rule, Link Link)> Links(RuleSet rules) =>
        [.. Enumerable.Range(1, 5).SelectMany(p => rules.Phase(p).Steps).SelectMany(s => s.Rule.Links.Select(l => (s.Rule, Link: l))).Where(l => KnownForms.LooksAtArguments(l.Link))];

    public bool Matches(Link link, byte[] value)
    {
        if (++_runs % 1_000 == 0)
        {
            _transaction.Dispose();
            _transaction = rules.Begin();
        }

        var text = _transaction.Arena.Store(value);
        var matches = link.MultiMatch && Try(link, text);
        foreach (var step in link.Pipeline.Steps)
        {
            TransformCache.TryApply(_transaction.Arena, text, step, out text);
            matches |= link.MultiMatch && Try(link, text);
        }

        return matches || Try(link, text);
    }

    public void Dispose() => _transaction.Dispose();

    private bool Try(Link link, Gateway.SecLang.Collections.Text text) => link.Operator!.Matches(_transaction, text, capture: false) != link.Negated;
}
