using System.Runtime.CompilerServices;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Documents;

/// <summary>A document as read.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Uri">The address under which references find it.</param>
/// <param name="Root">Its tree.</param>
/// <param name="Json">The same as JSON.</param>
internal sealed record SourceDocument(string Path, Uri Uri, SourceNode Root, ReadOnlyMemory<byte> Json)
{
    public SourcePlace Start => new(this, SourcePath.Root, Root);

    // Two are never the same, and tables are asked for them often.
    public bool Equals(SourceDocument? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>A value with the document that it stands in and the JSON pointer (RFC 6901) to it.</summary>
internal readonly record struct SourcePlace(SourceDocument Document, SourcePath Path, SourceNode Node)
{
    public string Pointer => Path.ToString();

    public ConfigLocation Location => new(Document.Path, Node.Line, Node.Column);

    public string Display => $"#{Pointer}";

    public SourcePlace? Find(string name) => Node.Find(name) is { } value ? At(name, value) : null;

    /// <summary>The members, each with its name.</summary>
    public IEnumerable<(string Name, SourcePlace Place)> Members()
    {
        foreach (var (name, value) in Node.Members) yield return (name, At(name, value));
    }

    public IEnumerable<SourcePlace> Items()
    {
        for (var i = 0; i < Node.Items.Count; i++)
            yield return this with { Path = new SourcePath(Path, i), Node = Node.Items[i] };
    }

    private SourcePlace At(string name, SourceNode value) => this with { Path = new SourcePath(Path, name), Node = value };
}
