using System.Globalization;

namespace Gateway.Policies.Validation.Documents;

/// <summary>JSON pointers (RFC 6901) over source trees.</summary>
internal static class JsonPointer
{
    public static string Escape(string name) =>
        name.AsSpan().IndexOfAny('~', '/') < 0 ? name : name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The value that a pointer names; null when there is none.</summary>
    public static SourceNode? Resolve(SourceNode root, string pointer)
    {
        if (pointer.Length == 0) return root;
        if (pointer[0] != '/') return null;
        var node = root;
        foreach (var token in pointer[1..].Split('/'))
        {
            // In this order: RFC 6901 section 4.
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node.IsObject ? node.Find(name) : Item(node, name);
            if (next is null) return null;
            node = next;
        }

        return node;
    }

    private static SourceNode? Item(SourceNode node, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < node.Items.Count && (name.Length == 1 || name[0] != '0')
            ? node.Items[index]
            : null;
}
