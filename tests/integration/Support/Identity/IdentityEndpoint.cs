using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.IntegrationTests.Support;

/// <summary>One document of the identity provider: what it serves, how it misbehaves, how often it was fetched.</summary>
public sealed class IdentityEndpoint(Func<string> document)
{
    private const int EndlessBytes = 100 * 1024 * 1024;
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _fetches;
    private long _bytesSent;

    public IdentityFault Fault { get; set; }

    /// <summary>Replaces the document; null serves the provider's own.</summary>
    public string? Override { get; set; }

    /// <summary>How many requests have arrived.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>How much of <see cref="IdentityFault.Endless"/> the client took.</summary>
    public long EndlessBytesSent => Interlocked.Read(ref _bytesSent);

    internal void Release() => Interlocked.Exchange(ref _released, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();

    internal async Task ServeAsync(HttpContext context)
    {
        // Taken before the count shows, so that a Release after a seen fetch frees that fetch.
        var released = _released.Task;
        var fault = Fault;
        Interlocked.Increment(ref _fetches);
        var response = context.Response;
        response.ContentType = "application/json";
        switch (fault)
        {
            case IdentityFault.Status500:
                response.StatusCode = 500;
                await response.WriteAsync("broken");
                return;
            case IdentityFault.Html:
                response.ContentType = "text/html";
                await response.WriteAsync("<!doctype html><title>Log in</title>");
                return;
            case IdentityFault.Empty:
                return;
            case IdentityFault.InvalidJson:
                await response.WriteAsync("{\"keys\": [");
                return;
            case IdentityFault.Endless:
                await SendEndlessAsync(context);
                return;
            case IdentityFault.Reset:
                context.Abort();
                return;
            case IdentityFault.Hang:
                await released.WaitAsync(context.RequestAborted);
                break;
            default:
                break;
        }

        await response.WriteAsync(Override ?? document(), Encoding.UTF8);
    }

    private async Task SendEndlessAsync(HttpContext context)
    {
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)' ');
        for (var sent = 0; sent < EndlessBytes && !context.RequestAborted.IsCancellationRequested; sent += block.Length)
        {
            await context.Response.Body.WriteAsync(block, context.RequestAborted);
            Interlocked.Add(ref _bytesSent, block.Length);
        }
    }
}
