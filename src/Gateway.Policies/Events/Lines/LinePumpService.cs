using Microsoft.Extensions.Hosting;

namespace Gateway.Policies.Events.Lines;

/// <summary>Starts a pump with the host and lets it write what waits when the host stops.</summary>
internal sealed class LinePumpService(LinePump pump, Action close) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        pump.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        close();
        await pump.StopAsync(cancellationToken);
    }
}
