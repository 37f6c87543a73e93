using Gateway.JsonSchema.Numbers;

namespace Gateway.JsonSchema.Reading;

internal ref partial struct JsonCursor
{
    /// <summary>Reads the number that starts here. Up to 18 digits without an exponent are gathered on the way; other numbers are compared digit by digit.</summary>
    public bool ReadNumber(out NumberToken token)
    {
        token = default;
        var text = Text;
        var start = Position;
        var i = start;
        var negative = (uint)i < (uint)text.Length && text[i] == '-';
        if (negative) i++;
        var first = i;
        var mantissa = 0UL;
        uint digit;
        while ((uint)i < (uint)text.Length && (digit = text[i] - (uint)'0') <= 9)
        {
            mantissa = unchecked((mantissa * 10) + digit);
            i++;
        }

        var digits = i - first;
        // "-", "01": RFC 8259 section 6 wants one digit, and more only behind a digit other than 0.
        if (digits == 0 || (digits > 1 && text[first] == '0')) return false;
        var scale = 0;
        var plain = true;
        if ((uint)i < (uint)text.Length && text[i] == '.')
        {
            var fraction = ++i;
            while ((uint)i < (uint)text.Length && (digit = text[i] - (uint)'0') <= 9)
            {
                mantissa = unchecked((mantissa * 10) + digit);
                i++;
            }

            scale = i - fraction;
            if (scale == 0) return false;
        }

        if ((uint)i < (uint)text.Length && (text[i] | 0x20) == 'e')
        {
            plain = false;
            i++;
            if ((uint)i < (uint)text.Length && text[i] is (byte)'+' or (byte)'-') i++;
            var exponent = i;
            while ((uint)i < (uint)text.Length && text[i] - (uint)'0' <= 9) i++;
            if (i == exponent) return false;
        }

        var small = plain && digits + scale <= NumberToken.SmallDigits;
        token = new NumberToken(start, i - start, small, small ? (negative ? -(long)mantissa : (long)mantissa) : 0, small ? scale : 0);
        Position = i;
        return true;
    }
}
