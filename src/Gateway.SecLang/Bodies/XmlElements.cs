namespace Gateway.SecLang.Bodies;

/// <summary>The elements that are open, by a hash of their names: enough to see that tags do not fit.</summary>
internal sealed class XmlElements(int maxDepth)
{
    private readonly List<int> _open = new(16);
    private int _tooDeep;

    public int Depth => _open.Count;

    /// <summary>Whether there was an element at all.</summary>
    public bool Any { get; private set; }

    public string? Error { get; private set; }

    public void Open(ReadOnlySpan<byte> name)
    {
        if (Any && Depth == 0) Error ??= "XML has a second root element";
        Any = true;
        if (Depth < maxDepth)
        {
            _open.Add(Hash(name));
            return;
        }

        _tooDeep++;
        Error ??= "XML is deeper than allowed";
    }

    public void Close(ReadOnlySpan<byte> name)
    {
        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }

        if (Depth == 0 || _open[^1] != Hash(name)) Error ??= "an XML element ends that did not begin";
        if (Depth > 0) _open.RemoveAt(Depth - 1);
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        hash.AddBytes(name);
        return hash.ToHashCode();
    }
}
