using Gateway.Policies.Validation.Security;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>An OpenAPI document ready to be enforced. Immutable; routes with equal settings share one.</summary>
internal sealed class ContractDocument(string path, string basePath, IReadOnlyList<ContractPath> paths)
{
    private readonly PathTable _table = new(paths);

    /// <summary>The file.</summary>
    public string File { get; } = path;

    /// <summary>What stands in front of each path, without a slash at its end.</summary>
    public string BasePath { get; } = basePath;

    public IReadOnlyList<ContractPath> Paths { get; } = paths;

    /// <summary>What it says of security; null where that does not decide access.</summary>
    public DocumentSecurity? Security { get; init; }

    /// <summary>The declared path that a request's path is; null for none.</summary>
    /// <param name="path">The request's path, decoded.</param>
    /// <param name="captures">Where the parameters stand in <paramref name="rest"/>.</param>
    /// <param name="rest">The path behind the base path.</param>
    public ContractPath? Find(ReadOnlySpan<char> path, Span<Range> captures, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (!path.StartsWith(BasePath, StringComparison.Ordinal)) return null;
        rest = path[BasePath.Length..];
        return _table.Find(rest, captures);
    }
}
