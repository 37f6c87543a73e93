using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Reading;

/// <summary>Equality of JSON values as JSON Schema defines it (2020-12 core, 4.2.2): numbers by value, objects without order.</summary>
internal static class JsonEquality
{
    /// <summary>Compares the values at two cursors, both read before, and goes behind both when they are equal. Each step costs one of the budget.</summary>
    public static bool Equal(ref JsonCursor a, ref JsonCursor b, ref long budget)
    {
        budget--;
        var kind = a.Peek();
        var other = b.Peek();
        switch (kind)
        {
            case (byte)'"':
                return other == '"' && a.ReadString(out var x) && b.ReadString(out var y) && EqualStrings(a.Text, x, b.Text, y);
            case (byte)'{':
                return other == '{' && EqualObjects(ref a, ref b, ref budget);
            case (byte)'[':
                return other == '[' && EqualArrays(ref a, ref b, ref budget);
            case (byte)'t' or (byte)'f' or (byte)'n':
                return other == kind && a.ReadLiteral() && b.ReadLiteral();
            default:
                return other is (byte)'-' or (>= (byte)'0' and <= (byte)'9') && a.ReadNumber(out var m) && b.ReadNumber(out var n)
                    && DecimalDigits.Compare(DecimalDigits.Of(a.Text.Slice(m.Start, m.Length)), DecimalDigits.Of(b.Text.Slice(n.Start, n.Length))) == 0;
        }
    }

    public static bool EqualStrings(ReadOnlySpan<byte> textA, StringToken a, ReadOnlySpan<byte> textB, StringToken b)
    {
        var x = textA.Slice(a.Start, a.Length);
        var y = textB.Slice(b.Start, b.Length);
        if (!a.Escaped && !b.Escaped) return x.SequenceEqual(y);
        using var plainX = new UnescapedString(x);
        using var plainY = new UnescapedString(y);
        return plainX.Bytes.SequenceEqual(plainY.Bytes);
    }

    private static bool EqualArrays(ref JsonCursor a, ref JsonCursor b, ref long budget)
    {
        a.Position++;
        b.Position++;
        while (a.Peek() != ']' && b.Peek() != ']')
        {
            if (!Equal(ref a, ref b, ref budget)) return false;
            if (a.Peek() == ',') a.Position++;
            if (b.Peek() == ',') b.Position++;
        }

        if (a.Peek() != ']' || b.Peek() != ']') return false;
        a.Position++;
        b.Position++;
        return true;
    }

    private static bool EqualObjects(ref JsonCursor a, ref JsonCursor b, ref long budget)
    {
        var start = b.Position;
        var next = start + 1;
        var count = 0;
        a.Position++;
        while (a.Peek() == '"')
        {
            a.ReadString(out var name);
            a.Peek();
            a.Position++;
            // Where the order is the same the next member is the one; else it is looked for from the start.
            b.Position = next;
            if (!FindMember(ref b, a.Text, name, ref budget))
            {
                b.Position = start + 1;
                if (!FindMember(ref b, a.Text, name, ref budget)) return false;
            }

            if (!Equal(ref a, ref b, ref budget)) return false;
            if (a.Peek() == ',') a.Position++;
            if (b.Peek() == ',') b.Position++;
            next = b.Position;
            count++;
        }

        a.Position++;
        b.Position = start + 1;
        return CountMembers(ref b) == count;
    }

    /// <summary>Goes to the value of the member of that name, from a member on; false at the end of the object.</summary>
    private static bool FindMember(ref JsonCursor cursor, ReadOnlySpan<byte> text, StringToken name, ref long budget)
    {
        while (cursor.Peek() == '"' && budget > 0)
        {
            budget--;
            cursor.ReadString(out var candidate);
            cursor.Peek();
            cursor.Position++;
            if (EqualStrings(cursor.Text, candidate, text, name)) return true;
            cursor.Skip();
            if (cursor.Peek() == ',') cursor.Position++;
        }

        return false;
    }

    private static int CountMembers(ref JsonCursor cursor)
    {
        var count = 0;
        while (cursor.Peek() == '"')
        {
            cursor.ReadString(out _);
            cursor.Peek();
            cursor.Position++;
            cursor.Skip();
            if (cursor.Peek() == ',') cursor.Position++;
            count++;
        }

        cursor.Position++;
        return count;
    }
}
