using System.Globalization;

namespace Gateway.JsonSchema.Formats;

/// <summary>
/// U-labels of IDNA2008 (RFC 5891 to 5893): which code points may stand in one, where the contextual ones may, and the hyphen rules.
/// The derived property of RFC 5892 comes from general categories and its list of exceptions; joining types and the Bidi rule need tables that the runtime does not have.
/// </summary>
internal static class IdnLabel
{
    /// <summary>A label with a character beyond ASCII, decoded from an A-label or as it stands.</summary>
    public static bool IsUnicodeLabel(ReadOnlySpan<int> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
        if (label.Length >= 4 && label[2] == '-' && label[3] == '-') return false;
        if (IsMark(label[0])) return false;
        var international = false;
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] >= 128) international = true;
            if (!IsAllowed(label, i)) return false;
        }

        return international;
    }

    /// <summary>PVALID, or CONTEXTJ and CONTEXTO where their rules (RFC 5892 appendix A) allow them.</summary>
    public static bool IsAllowed(ReadOnlySpan<int> label, int index)
    {
        var point = label[index];
        switch (point)
        {
            case 0x200D:
                return index > 0 && IsVirama(label[index - 1]);
            case 0x200C:
                // The joining types that would also allow it are not at hand; after a virama it is what it is used for.
                return index > 0 && (IsVirama(label[index - 1]) || IsBetweenJoining(label, index));
            case 0x00B7:
                return index > 0 && index + 1 < label.Length && label[index - 1] == 'l' && label[index + 1] == 'l';
            case 0x0375:
                return index + 1 < label.Length && IsGreek(label[index + 1]);
            case 0x05F3 or 0x05F4:
                return index > 0 && label[index - 1] is >= 0x0590 and <= 0x05FF;
            case 0x30FB:
                return HasJapanese(label);
            case >= 0x0660 and <= 0x0669:
                return !HasIn(label, 0x06F0, 0x06F9);
            case >= 0x06F0 and <= 0x06F9:
                return !HasIn(label, 0x0660, 0x0669);
            default:
                return IsValid(point);
        }
    }

    private static bool IsValid(int point) => point switch
    {
        '-' or (>= 'a' and <= 'z') or (>= '0' and <= '9') => true,
        < 128 => false,
        // RFC 5892 section 2.6, exceptions.
        0x00DF or 0x03C2 or 0x06FD or 0x06FE or 0x0F0B or 0x3007 => true,
        0x0640 or 0x07FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => false,
        // Old Hangul Jamo (2.9) and ignorable ones.
        (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7FB) => false,
        0x034F or 0x180B or 0x180C or 0x180D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) => false,
        // Compatibility forms, which normalisation changes (2.2).
        (>= 0xF900 and <= 0xFAFF) or (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x2F800 and <= 0x2FA1F) => false,
        _ => CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber,
    };

    private static bool IsMark(int point)
        => CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Canonical combining class 9.</summary>
    private static bool IsVirama(int point) => point is 0x094D or 0x09CD or 0x0A4D or 0x0ACD or 0x0B4D or 0x0BCD or 0x0C4D or 0x0CCD or 0x0D3B or 0x0D3C or 0x0D4D
        or 0x0DCA or 0x0E3A or 0x0EBA or 0x0F84 or 0x1039 or 0x103A or 0x1714 or 0x1734 or 0x17D2 or 0x1A60 or 0x1B44 or 0x1BAA or 0x1BAB or 0x1BF2 or 0x1BF3
        or 0x2D7F or 0xA806 or 0xA8C4 or 0xA953 or 0xA9C0 or 0xAAF6 or 0xABED or 0x10A3F or 0x11046 or 0x110B9 or 0x11133 or 0x111C0 or 0x11235 or 0x1134D;

    /// <summary>Arabic and Syriac letters are nearly all dual-joining.</summary>
    private static bool IsBetweenJoining(ReadOnlySpan<int> label, int index)
        => index + 1 < label.Length && IsJoining(label[index - 1]) && IsJoining(label[index + 1]);

    private static bool IsJoining(int point) => point is (>= 0x0620 and <= 0x064A) or (>= 0x066E and <= 0x06D3) or (>= 0x0710 and <= 0x074F);

    private static bool IsGreek(int point) => point is (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF);

    private static bool HasJapanese(ReadOnlySpan<int> label)
    {
        foreach (var point in label)
        {
            if (point != 0x30FB && point is (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0x20000 and <= 0x3134F)) return true;
        }

        return false;
    }

    private static bool HasIn(ReadOnlySpan<int> label, int first, int last)
    {
        foreach (var point in label)
        {
            if (point >= first && point <= last) return true;
        }

        return false;
    }
}
