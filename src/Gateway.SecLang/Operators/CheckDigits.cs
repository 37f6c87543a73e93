using Gateway.SecLang.Transforms;

namespace Gateway.SecLang.Operators;

/// <summary>The arithmetic of numbers with check digits. Everything between the digits is left out.</summary>
internal static class CheckDigits
{
    /// <summary>Payment cards: Luhn's sum (ISO/IEC 7812-1), any number of digits.</summary>
    public static bool IsCard(ReadOnlySpan<byte> text)
    {
        int sum = 0, digits = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!CBytes.IsDigit(text[i])) continue;
            var digit = text[i] - '0';
            sum += digits++ % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }

        return digits > 0 && sum % 10 == 0;
    }

    /// <summary>The tax number of Brazil: eleven digits, the last two check those before them.</summary>
    public static bool IsCpf(ReadOnlySpan<byte> text)
    {
        Span<int> digits = stackalloc int[11];
        if (Read(text, digits) < 11 || IsMadeUp(digits)) return false;
        return Cpf(digits[..9]) == digits[9] && Cpf(digits[..10]) == digits[10];
    }

    /// <summary>The social security number of the United States: no part is zero, the area is below 740 and not 666.</summary>
    public static bool IsSsn(ReadOnlySpan<byte> text)
    {
        Span<int> digits = stackalloc int[10];
        if (Read(text, digits) != 9 || IsMadeUp(digits[..9])) return false;
        var area = digits[0] * 100 + digits[1] * 10 + digits[2];
        return area is > 0 and < 740 and not 666 && digits[3..5].ContainsAnyExcept(0) && digits[5..9].ContainsAnyExcept(0);
    }

    /// <summary>The social security number of Austria: ten digits, the fourth checks the others.</summary>
    public static bool IsSvnr(ReadOnlySpan<byte> text)
    {
        Span<int> digits = stackalloc int[10];
        if (Read(text, digits) < 10 || IsMadeUp(digits)) return false;
        ReadOnlySpan<int> weights = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6];
        var sum = 0;
        for (var i = 0; i < 10; i++) sum += digits[i] * weights[i];
        return sum % 11 % 10 == digits[3];
    }

    /// <summary>The first digits of the text, as many as there is room for; how many there were.</summary>
    private static int Read(ReadOnlySpan<byte> text, Span<int> digits)
    {
        var count = 0;
        foreach (var value in text)
        {
            if (count < digits.Length && CBytes.IsDigit(value)) digits[count++] = value - '0';
        }

        return count;
    }

    /// <summary>One digit throughout, or each the next of the one before: numbers that people type into forms.</summary>
    private static bool IsMadeUp(ReadOnlySpan<int> digits)
    {
        bool same = true, rising = true;
        for (var i = 1; i < digits.Length; i++)
        {
            same &= digits[i] == digits[0];
            rising &= digits[i] == (digits[i - 1] + 1) % 10;
        }

        return same || rising;
    }

    private static int Cpf(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += digits[i] * (digits.Length + 1 - i);
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }
}
