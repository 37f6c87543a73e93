using System.Text;
using Gateway.JsonSchema.Patterns;

namespace Gateway.JsonSchema.Formats;

/// <summary>ECMA-262 regular expressions: read, not compiled. The one format whose check allocates.</summary>
internal static class RegexFormat
{
    private const int MaxBytes = 8192;

    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBytes) return false;
        try
        {
            PatternParser.Parse(Encoding.UTF8.GetString(text), syntaxOnly: true);
            return true;
        }
        catch (PatternSyntaxException)
        {
            return false;
        }
    }
}
