using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>Which fields the server decodes by our rules, so that it cannot repair what the gate would refuse.</summary>
/// <remarks>Set <see cref="Select"/> as Kestrel's <c>RequestHeaderEncodingSelector</c>.</remarks>
internal static class FieldEncodings
{
    /// <summary>The encoding of a field; null for the server's default.</summary>
    public static Func<string, Encoding?> Select { get; } = static name => name.Length switch
    {
        10 when name.Equals("Connection", StringComparison.OrdinalIgnoreCase) => ConnectionFieldEncoding.Instance,
        14 when name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) => ContentLengthEncoding.Instance,
        _ => null,
    };
}
