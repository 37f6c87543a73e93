namespace Gateway.SecLang.Operators;

/// <summary><c>validateUtf8Encoding</c>: matches a value that is not UTF-8 of RFC 3629: stray or missing bytes, overlong forms, surrogates, beyond U+10FFFF.</summary>
internal sealed class ValidateUtf8Encoding() : ByteOperator("validateUtf8Encoding")
{
    public override bool IsMatch(ReadOnlySpan<byte> argument, ReadOnlySpan<byte> value, out Found found)
    {
        found = Found.None;
        return !System.Text.Unicode.Utf8.IsValid(value);
    }
}
