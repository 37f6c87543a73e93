using System.Text.Json;

namespace Gateway.JsonSchema.Compilation;

/// <summary>JSON Pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    public static string Escape(string token) => token.AsSpan().ContainsAny('~', '/') ? token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : token;

    /// <summary>The element that a pointer names, or null.</summary>
    public static SchemaElement? Find(SchemaElement root, string pointer)
    {
        var element = root;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var token = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = element.Kind switch
            {
                JsonValueKind.Object => element[token],
                JsonValueKind.Array when int.TryParse(token, out var index) && index >= 0 && index < element.Children.Length => element.Children[index],
                _ => null,
            };
            if (next is null) return null;
            element = next;
        }

        return element;
    }
}
