using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.IntegrationTests.Support;

/// <summary>A backend that works on so many requests at once, for a fixed time each; the others wait in its queue, in order.</summary>
public sealed class SlottedBackend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _slots;
    private long _ticks;
    private long _worked;

    private SlottedBackend(int slots, TimeSpan service)
    {
        (Slots, Service, _slots) = (slots, service, new SemaphoreSlim(slots));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(WorkAsync);
    }

    public int Slots { get; }

    public TimeSpan Service { get; }

    /// <summary>Requests a second.</summary>
    public double Capacity => Slots / Service.TotalSeconds;

    /// <summary>The time that requests really took in a slot, on average: on a busy machine timers are late.</summary>
    public TimeSpan MeanService => Volatile.Read(ref _worked) is 0 ? Service : TimeSpan.FromTicks(Volatile.Read(ref _ticks) / Volatile.Read(ref _worked));

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

    public static async Task<SlottedBackend> StartAsync(int slots, TimeSpan service)
    {
        var backend = new SlottedBackend(slots, service);
        await backend._app.StartAsync();
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _slots.Dispose();
    }

    private async Task WorkAsync(HttpContext context)
    {
        await _slots.WaitAsync(CancellationToken.None);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            // Works on for clients that have gone, as most do.
            await Task.Delay(Service, TimeProvider.System, CancellationToken.None);
        }
        finally
        {
            Interlocked.Add(ref _ticks, TimeProvider.System.GetElapsedTime(began).Ticks);
            Interlocked.Increment(ref _worked);
            _slots.Release();
        }

        await context.Response.WriteAsync("done", CancellationToken.None);
    }
}
