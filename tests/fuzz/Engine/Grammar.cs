using System.Text;

namespace Gateway.Fuzz.Engine;

/// <summary>
/// Rules with alternatives; "&lt;name&gt;" in one stands for another rule. The first alternative of a rule is the one that ends a recursion.
/// Alternatives that are wrong on purpose stand among the right ones.
/// </summary>
internal sealed class Grammar
{
    private const int MaxDepth = 14;
    private const int MaxLength = 4096;
    private readonly Dictionary<string, string[]> _rules;
    private readonly string _start;

    public Grammar(params (string Name, string[] Alternatives)[] rules)
    {
        _start = rules[0].Name;
        _rules = rules.ToDictionary(static r => r.Name, static r => r.Alternatives);
    }

    /// <summary>The short alternatives without references.</summary>
    public IEnumerable<string> Literals => _rules.Values.SelectMany(static a => a).Where(static a => a.Length is > 0 and <= 32 && !a.Contains('<', StringComparison.Ordinal)).Distinct();

    public string Make(Random random)
    {
        var text = new StringBuilder();
        Expand(_start, random, 0, text);
        return text.ToString();
    }

    private void Expand(string rule, Random random, int depth, StringBuilder text)
    {
        var alternatives = _rules[rule];
        var rest = depth > MaxDepth || text.Length > MaxLength ? alternatives[0] : alternatives[random.Next(alternatives.Length)];
        while (rest.Length > 0)
        {
            var open = rest.IndexOf('<', StringComparison.Ordinal);
            var close = open < 0 ? -1 : rest.IndexOf('>', open);
            if (close < 0 || !_rules.ContainsKey(rest[(open + 1)..close]))
            {
                var end = open < 0 ? rest.Length : open + 1;
                text.Append(rest, 0, end);
                rest = rest[end..];
                continue;
            }

            text.Append(rest, 0, open);
            Expand(rest[(open + 1)..close], random, depth + 1, text);
            rest = rest[(close + 1)..];
        }
    }
}
