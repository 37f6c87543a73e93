using System.Buffers.Text;

namespace Gateway.JsonSchema.Formats;

/// <summary>RFC 4648 section 4, without white space: OpenAPI's <c>byte</c>.</summary>
internal static class Base64Format
{
    public static bool IsValid(ReadOnlySpan<byte> text) => text.Length % 4 == 0 && !text.ContainsAny(" \t\r\n"u8) && Base64.IsValid(text);
}
