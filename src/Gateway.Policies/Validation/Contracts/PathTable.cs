using System.Collections.Frozen;
using Gateway.Policies.Validation.OpenApi;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>
/// Finds the path of a request: segment by segment from the left, a literal before a mixed segment, that before a bare parameter, and back
/// again where a choice leads nowhere. Compared exactly: case and a slash at the end count.
/// </summary>
internal sealed class PathTable
{
    private readonly Node _root;

    public PathTable(IEnumerable<ContractPath> paths)
    {
        var root = new Draft();
        foreach (var path in paths) root.Add(path, 0);
        _root = root.Build();
    }

    /// <param name="path">The path behind the base path, beginning with "/".</param>
    /// <param name="captures">Room for <see cref="ContractLimits.MaxPathParameters"/>.</param>
    public ContractPath? Find(ReadOnlySpan<char> path, Span<Range> captures) =>
        path.IsEmpty || path[0] != '/' ? null : _root.Find(path, 1, captures, 0);

    private sealed class Node(FrozenDictionary<string, Node> literals, (TemplateSegment Segment, Node Next)[] patterns, ContractPath? path)
    {
        private readonly FrozenDictionary<string, Node>.AlternateLookup<ReadOnlySpan<char>> _literals = literals.GetAlternateLookup<ReadOnlySpan<char>>();

        public ContractPath? Find(ReadOnlySpan<char> text, int from, Span<Range> captures, int count)
        {
            if (from > text.Length) return path;
            var length = text[from..].IndexOf('/');
            var segment = length < 0 ? text[from..] : text.Slice(from, length);
            var next = from + segment.Length + 1;
            if (_literals.TryGetValue(segment, out var literal) && literal.Find(text, next, captures, count) is { } exact) return exact;
            foreach (var (pattern, node) in patterns)
            {
                var taken = count;
                if (pattern.TryMatch(segment, from, captures, ref taken) && node.Find(text, next, captures, taken) is { } found) return found;
            }

            return null;
        }
    }

    private sealed class Draft
    {
        private readonly Dictionary<string, Draft> _literals = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (TemplateSegment Segment, Draft Next)> _patterns = new(StringComparer.Ordinal);
        private ContractPath? _path;

        public void Add(ContractPath path, int depth)
        {
            if (depth == path.Template.Segments.Count)
            {
                _path = path;
                return;
            }

            var segment = path.Template.Segments[depth];
            Draft? next;
            if (segment.IsLiteral)
            {
                if (!_literals.TryGetValue(segment.Shape, out next)) _literals.Add(segment.Shape, next = new Draft());
            }
            else if (_patterns.TryGetValue(segment.Shape, out var known))
            {
                next = known.Next;
            }
            else
            {
                _patterns.Add(segment.Shape, (segment, next = new Draft()));
            }

            next.Add(path, depth + 1);
        }

        public Node Build() => new(
            _literals.ToFrozenDictionary(static l => l.Key, static l => l.Value.Build(), StringComparer.Ordinal),
            [.. _patterns.Values
                .OrderByDescending(static p => p.Segment.LiteralLength)
                .ThenBy(static p => p.Segment.Parameters.Count)
                .ThenBy(static p => p.Segment.Shape, StringComparer.Ordinal)
                .Select(static p => (p.Segment, p.Next.Build()))],
            _path);
    }
}
