using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Model;

/// <summary>Text with <c>%{…}</c> in it, taken apart at load.</summary>
internal sealed class MacroTemplate(string text, MacroPart[] parts)
{
    public static readonly MacroTemplate Empty = new("", []);

    /// <summary>As the rule spells it (Latin-1).</summary>
    public string Text { get; } = text;

    public MacroPart[] Parts { get; } = parts;

    /// <summary>The bytes, where there is no macro in it.</summary>
    public byte[]? Constant { get; } = parts.Length == 0 ? [] : parts is [{ Literal: { } literal }] ? literal : null;
}

/// <summary>A literal, or a reference to a variable. <c>Slot</c> is the place of a TX variable.</summary>
internal readonly record struct MacroPart(byte[]? Literal, Collection Collection, Selector Selector, int Slot)
{
    public static MacroPart OfLiteral(byte[] bytes) => new(bytes, Collection.None, Selector.All, -1);
}
