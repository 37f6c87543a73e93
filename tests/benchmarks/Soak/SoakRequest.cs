using System.Net.Http.Headers;

namespace Gateway.Benchmarks.Soak;

/// <summary>One kind of request and the status that it has to get.</summary>
internal sealed record SoakRequest(string Name, int Status, HttpMethod Method, string Path)
{
    public (string Name, string Value)? Header { get; init; }

    public byte[]? Json { get; init; }

    /// <summary>The disturbance that explains the statuses of <see cref="Explained"/>.</summary>
    public Disturbance Cause { get; init; }

    public IReadOnlyList<int> Explained { get; init; } = [];

    public HttpRequestMessage Create(Uri gateway, Version protocol)
    {
        var request = new HttpRequestMessage(Method, new Uri(gateway, Path)) { Version = protocol, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (Header is { } header) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        if (Json is null) return request;
        request.Content = new ByteArrayContent(Json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }
}
