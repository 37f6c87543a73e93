namespace Gateway.SecLang.Scan;

/// <summary>The literals of all patterns as a tree, with what each of them tells, while the automaton is being built.</summary>
internal sealed class LiteralTrie(ScanAlphabet alphabet)
{
    private readonly Dictionary<(int Node, byte Class), int> _edges = [];
    private readonly List<List<(byte Class, int Node)>> _children = [[]];
    private readonly List<List<int>?> _tells = [null];

    public byte[] ClassOf => alphabet.ClassOf;

    public int Count => _children.Count;

    public IReadOnlyList<(byte Class, int Node)> ChildrenOf(int node) => _children[node];

    public IReadOnlyList<int> ToldAt(int node) => _tells[node] ?? [];

    /// <summary>Adds a literal; a literal that is told again deeper down is found by its shorter form alone.</summary>
    public void Add(Literal literal, int tells)
    {
        var node = 0;
        for (var i = 0; i < literal.Length; i++)
        {
            var value = alphabet.ClassOf[literal[i]];
            if (_tells[node]?.Contains(tells) == true) return;
            if (!_edges.TryGetValue((node, value), out var next))
            {
                next = _children.Count;
                _children.Add([]);
                _tells.Add(null);
                _edges.Add((node, value), next);
                _children[node].Add((value, next));
            }

            node = next;
        }

        var told = _tells[node] ??= [];
        if (!told.Contains(tells)) told.Add(tells);
    }
}
