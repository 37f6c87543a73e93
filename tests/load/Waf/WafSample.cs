namespace Gateway.LoadTests.Waf;

/// <summary>A fixed number of requests of one kind to one server.</summary>
/// <param name="ProcessorMicroseconds">Processor time of the server for each of them.</param>
/// <param name="AllocatedBytes">Bytes that it allocated for each; null where it does not tell.</param>
/// <param name="Failures">Answers other than 2xx and 3xx, and none.</param>
internal sealed record WafSample(double ProcessorMicroseconds, double? AllocatedBytes, long Failures);
