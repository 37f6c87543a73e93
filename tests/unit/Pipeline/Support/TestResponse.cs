using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.UnitTests.Pipeline;

/// <summary>A response that starts as a server's does: callbacks in reverse order, then a head that cannot change any more.</summary>
internal sealed class TestResponse : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private readonly MemoryStream _sent = new();

    public TestResponse()
    {
        Stream = new StartingStream(this);
        Writer = PipeWriter.Create(Stream);
    }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    public bool HasStarted { get; private set; }

    public bool IsComplete { get; private set; }

    public bool IsAborted { get; private set; }

    public string Text => Encoding.UTF8.GetString(_sent.ToArray());

    public Stream Body { get => Stream; set => throw new NotSupportedException(); }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => IsAborted = true;

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (HasStarted) return;
        while (_starting.TryPop(out var entry)) await entry.Callback(entry.State);
        HasStarted = true;
    }

    public async Task CompleteAsync()
    {
        await StartAsync();
        IsComplete = true;
    }

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private sealed class StartingStream(TestResponse response) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await response.StartAsync(cancellationToken);
            response._sent.Write(buffer.Span);
        }
    }
}
