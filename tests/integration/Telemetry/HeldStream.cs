namespace Gateway.IntegrationTests.Telemetry;

/// <summary>A reader that takes nothing before it is let go.</summary>
internal sealed class HeldStream(Task release) : MemoryStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(release);
}
