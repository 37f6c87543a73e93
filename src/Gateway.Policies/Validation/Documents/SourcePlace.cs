using System.Globalization;
using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Documents;

/// <summary>A document as read.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Uri">The address under which references find it.</param>
/// <param name="Root">Its tree.</param>
/// <param name="Json">The same as JSON.</param>
internal sealed record SourceDocument(string Path, Uri Uri, SourceNode Root, ReadOnlyMemory<byte> Json)
{
    public SourcePlace Start => new(this, "", Root);
}

/// <summary>A value with the document that it stands in and the JSON pointer (RFC 6901) to it.</summary>
internal readonly record struct SourcePlace(SourceDocument Document, string Pointer, SourceNode Node)
{
    public ConfigLocation Location => new(Document.Path, Node.Line, Node.Column);

    public string Display => $"#{Pointer}";

    /// <summary>The address of the value, for <c>$ref</c>.</summary>
    public Uri Uri => new(Document.Uri, $"#{string.Join('/', Pointer.Split('/').Select(Uri.EscapeDataString))}");

    public SourcePlace? Find(string name) => Node.Find(name) is { } value ? At(name, value) : null;

    /// <summary>The members, each with its name.</summary>
    public IEnumerable<(string Name, SourcePlace Place)> Members()
    {
        foreach (var (name, value) in Node.Members) yield return (name, At(name, value));
    }

    public IEnumerable<SourcePlace> Items()
    {
        for (var i = 0; i < Node.Items.Count; i++)
            yield return this with { Pointer = $"{Pointer}/{i.ToString(CultureInfo.InvariantCulture)}", Node = Node.Items[i] };
    }

    private SourcePlace At(string name, SourceNode value) => this with { Pointer = $"{Pointer}/{JsonPointer.Escape(name)}", Node = value };
}
