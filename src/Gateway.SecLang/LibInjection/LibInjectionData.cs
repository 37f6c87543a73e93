namespace Gateway.SecLang.LibInjection;

/// <summary>The tables beside the code (Data/, with their notice). Lines beginning with <c>#</c> and a space are remarks.</summary>
internal static class LibInjectionData
{
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(LibInjectionData).Assembly.GetManifestResourceStream("LibInjection." + name)
            ?? throw new InvalidDataException($"The assembly has no table LibInjection.{name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal)) yield return line;
    }
}
