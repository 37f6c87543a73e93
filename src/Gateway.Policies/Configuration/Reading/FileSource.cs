using System.Text;
using System.Text.Unicode;

namespace Gateway.Policies.Configuration.Reading;

/// <summary><c>${file:PATH}</c>: the text of a file, relative to the configuration file, without the newline that ends it.</summary>
internal static class FileSource
{
    public const int MaxBytes = 1 << 20;

    private const string Allowed = "a readable UTF-8 file of at most 1 MiB";

    public static InterpolationResult Resolve(string argument, InterpolationContext context)
    {
        if (argument.Length == 0 || argument.Contains('\0', StringComparison.Ordinal))
            return InterpolationResult.Failed("file: without a usable path", Allowed);

        var path = Path.GetFullPath(argument, context.Directory);
        if (!context.Files.Contains(path)) context.Files.Add(path);
        var file = BoundedFile.Read(path, MaxBytes);
        if (file.Bytes is null) return InterpolationResult.Failed($"{path}: {file.Problem}", Allowed);

        ReadOnlySpan<byte> bytes = file.Bytes;
        if (!Utf8.IsValid(bytes)) return InterpolationResult.Failed($"{path}: a file that is not UTF-8", Allowed);
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.EndsWith("\n"u8)) bytes = bytes[..^1];
        if (bytes.EndsWith("\r"u8)) bytes = bytes[..^1];
        return InterpolationResult.Of(Encoding.UTF8.GetString(bytes));
    }
}
