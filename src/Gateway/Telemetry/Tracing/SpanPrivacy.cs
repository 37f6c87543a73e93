using System.Diagnostics;
using OpenTelemetry;

namespace Gateway.Telemetry.Tracing;

/// <summary>Takes out of the framework's spans what ours do not have either: System.Net.Http writes the whole path into "url.full".</summary>
internal sealed class SpanPrivacy : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.Kind is ActivityKind.Client) data.SetTag("url.full", null);
    }
}
