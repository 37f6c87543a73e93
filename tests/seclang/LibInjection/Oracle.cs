using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>The installed libinjection (inside libmodsecurity), or a skip that says how to get it.</summary>
internal sealed class Oracle
{
    private const int LookupWord = 1;
    private readonly SqliFunction _sqli;
    private readonly XssFunction _xss;
    private readonly LookupFunction _lookup;

    private Oracle(nint library)
    {
        _sqli = Function<SqliFunction>(library, "libinjection_sqli");
        _xss = Function<XssFunction>(library, "libinjection_xss");
        _lookup = Function<LookupFunction>(library, "libinjection_sqli_lookup_word");
    }

    private delegate nint VersionFunction();

    private delegate int SqliFunction(ref byte value, nint length, ref byte fingerprint);

    private delegate int XssFunction(ref byte value, nint length);

    private delegate byte LookupFunction(nint state, int type, ref byte word, nint length);

    public static Oracle Open()
    {
        if (!NativeLibrary.TryLoad("libmodsecurity.so.3", Assembly.GetExecutingAssembly(), null, out var library))
            Assert.Skip("libmodsecurity.so.3 is not installed (apt-get install libmodsecurity3): there is no libinjection to compare with.");
        var version = Marshal.PtrToStringAnsi(Function<VersionFunction>(library, "libinjection_version")());
        if (version != Version) Assert.Skip($"libmodsecurity.so.3 contains libinjection {version}; the tests compare with {Version}.");
        return new Oracle(library);
    }

    /// <summary>The release of libinjection whose answers the tables and the tests hold.</summary>
    public const string Version = "3.9.2";

    /// <summary>The file of the library, as it was loaded.</summary>
    public static string File() => System.IO.File.ReadLines("/proc/self/maps").First(line => line.Contains("libmodsecurity.so", StringComparison.Ordinal)) is var line
        ? line[line.IndexOf('/', StringComparison.Ordinal)..]
        : "";

    /// <summary>The fingerprint, or null when the value is no attack.</summary>
    public string? Sqli(ReadOnlySpan<byte> value)
    {
        Span<byte> fingerprint = stackalloc byte[16];
        fingerprint.Clear();
        return _sqli(ref Terminated(value), value.Length, ref fingerprint[0]) != 0 ? Encoding.ASCII.GetString(fingerprint[..fingerprint.IndexOf((byte)0)]) : null;
    }

    public bool Xss(ReadOnlySpan<byte> value) => _xss(ref Terminated(value), value.Length) != 0;

    /// <summary>The letter of a word's kind (F for a fingerprint behind "0"), or NUL.</summary>
    public char Lookup(string word) => (char)_lookup(0, LookupWord, ref Terminated(Encoding.Latin1.GetBytes(word)), word.Length);

    /// <summary>The library looks one byte too far here and there: there must be one, and NUL as in the server.</summary>
    private static ref byte Terminated(ReadOnlySpan<byte> value)
    {
        var copy = new byte[value.Length + 8];
        value.CopyTo(copy);
        return ref copy[0];
    }

    private static T Function<T>(nint library, string name) => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
