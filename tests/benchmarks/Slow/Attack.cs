namespace Gateway.Benchmarks.Slow;

/// <summary>An attack that goes on for that many seconds, or until the end.</summary>
internal delegate Task Attack(Uri gateway, int connections, int seconds, CancellationToken end);
