using System.Runtime.InteropServices;

namespace Gateway.SecLang.Tests.Regex;

/// <summary>The PCRE2 library of the machine (byte mode): the reference for what a pattern means.</summary>
internal sealed class PcreOracle : IDisposable
{
    private const string Library = "libpcre2-8.so.0";
    private const uint Caseless = 0x8, DollarEndOnly = 0x10, DotAll = 0x20, Multiline = 0x400, NoStartOptimize = 0x10000;

    private readonly nint _code;
    private readonly nint _matchData;

    private PcreOracle(nint code, bool fast)
    {
        _code = code;
        if (fast) _ = pcre2_jit_compile_8(code, 1); // a machine without JIT is only slower
        _matchData = pcre2_match_data_create_from_pattern_8(code, 0);
    }

    public static void SkipWithoutLibrary()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) Assert.Skip($"{Library} is not installed: without it nothing says what PCRE makes of a pattern (apt-get install libpcre2-8-0).");
    }

    /// <summary>The pattern as ModSecurity 2 compiles it, or null where PCRE refuses it. <paramref name="fast"/>: compiled to machine code, whose groups of possessive loops are not always right, and with the search for a first byte, which misses matches (10.42: <c>(?=b)(?>\n)??(?i:b)</c> in "b").</summary>
    public static PcreOracle? Compile(ReadOnlySpan<byte> pattern, bool ignoreCase = false, bool multiline = false, bool fast = false)
    {
        var options = DotAll | (multiline ? Multiline : DollarEndOnly) | (ignoreCase ? Caseless : 0) | (fast ? 0 : NoStartOptimize);
        var code = pcre2_compile_8(pattern.ToArray(), (nuint)pattern.Length, options, out _, out _, 0);
        return code == 0 ? null : new PcreOracle(code, fast);
    }

    /// <summary>The positions of the first match's groups; null for no match. Throws where PCRE gives up.</summary>
    public (int Start, int Length)[]? Match(byte[] value)
    {
        var count = pcre2_match_8(_code, value, (nuint)value.Length, 0, 0, _matchData, 0);
        if (count == -1) return null;
        if (count < 0) throw new InvalidOperationException($"PCRE gave up: {count}");
        var positions = new long[2 * count];
        Marshal.Copy(pcre2_get_ovector_pointer_8(_matchData), positions, 0, positions.Length);
        return [.. Enumerable.Range(0, count).Select(i => positions[2 * i] < 0 ? (-1, 0) : ((int)positions[2 * i], (int)(positions[(2 * i) + 1] - positions[2 * i])))];
    }

    public void Dispose()
    {
        pcre2_match_data_free_8(_matchData);
        pcre2_code_free_8(_code);
    }

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint pcre2_compile_8(byte[] pattern, nuint length, uint options, out int error, out nuint offset, nint context);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int pcre2_jit_compile_8(nint code, uint options);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint pcre2_match_data_create_from_pattern_8(nint code, nint context);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int pcre2_match_8(nint code, byte[] subject, nuint length, nuint start, uint options, nint data, nint context);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint pcre2_get_ovector_pointer_8(nint data);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void pcre2_match_data_free_8(nint data);

    [DllImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void pcre2_code_free_8(nint code);
}
