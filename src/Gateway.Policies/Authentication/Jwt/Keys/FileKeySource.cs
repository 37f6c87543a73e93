namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Keys from a file: a mounted secret, or a key set that a deployment copies.</summary>
internal sealed class FileKeySource(string path) : KeySource
{
    public override bool IsLocal => true;

    public override Task<IReadOnlyList<VerificationKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var (keys, problem) = TryRead(path);
        return keys is null
            ? Task.FromException<IReadOnlyList<VerificationKey>>(new KeySourceException("file-unusable", problem ?? "unusable"))
            : Task.FromResult(keys);
    }

    /// <summary>The keys, or what is wrong with the file.</summary>
    public static (IReadOnlyList<VerificationKey>? Keys, string? Problem) TryRead(string path)
    {
        try
        {
            return (KeySetDocument.Read(ReadBytes(path)), null);
        }
        catch (KeySourceException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Whoever reports it names the file once; the exception's text would name it again.
            return (null, e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : $"an unreadable file ({e.GetType().Name})");
        }
    }

    /// <summary>The file's bytes, so that a change of the file can be told; at most what a key set may have.</summary>
    public static byte[] ReadBytes(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > KeySetDocument.MaxBytes) throw new KeySourceException("too-large", $"more than {KeySetDocument.MaxBytes} bytes");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
