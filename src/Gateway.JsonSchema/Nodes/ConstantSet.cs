using Gateway.JsonSchema.Numbers;
using Gateway.JsonSchema.Reading;

namespace Gateway.JsonSchema.Nodes;

/// <summary>The values that <c>const</c> or <c>enum</c> allows, sorted by type.</summary>
internal sealed class ConstantSet(string keyword, Utf8Table strings, ExactNumber[] numbers, ValueKinds literals, bool allowsTrue, bool allowsFalse, byte[][] composites)
{
    public string Keyword => keyword;

    public bool HasString(ReadOnlySpan<byte> unescaped) => strings.Find(unescaped) >= 0;

    public bool HasNumber(in NumberToken number, ReadOnlySpan<byte> text)
    {
        foreach (var allowed in numbers)
        {
            if (allowed.CompareTo(number, text) == 0) return true;
        }

        return false;
    }

    public bool HasLiteral(byte first) => first switch
    {
        (byte)'t' => allowsTrue,
        (byte)'f' => allowsFalse,
        _ => (literals & ValueKinds.Null) != ValueKinds.None,
    };

    /// <summary>Whether the object or array at the cursor, which has been read before, is allowed.</summary>
    public bool HasComposite(JsonCursor cursor, ref long budget)
    {
        foreach (var allowed in composites)
        {
            var own = new JsonCursor(allowed);
            var value = cursor;
            if (JsonEquality.Equal(ref own, ref value, ref budget)) return true;
        }

        return false;
    }
}
