using Gateway.LoadTests.Comparing;

namespace Gateway.LoadTests.Admissions;

/// <summary>Has each overrun after the other, on the same backend.</summary>
internal static class AdmittedContest
{
    public static IReadOnlyList<Entrant> All() =>
    [
        new GatewayEntrant("TokenBucket", Counting.Bucket),
        new GatewayEntrant("SlidingWindow", Counting.Sliding),
        new GatewayEntrant("FixedWindow", Counting.Fixed),
        new HaproxyEntrant(countsRefused: false),
        new HaproxyEntrant(countsRefused: true),
        new NginxEntrant(1),
        new NginxEntrant(2),
    ];

    public static async Task<IReadOnlyList<AdmittedRow>> RunAsync(Arena arena, IReadOnlyList<Entrant> entrants, Quota quota, CancellationToken cancellation)
    {
        List<AdmittedRow> rows = [];
        foreach (var entrant in entrants)
        {
            await using (entrant)
            {
                await entrant.StartAsync(arena.Site, quota, cancellation);
                var admissions = await Overrun.RunAsync(entrant.Ports, quota, cancellation);
                var row = new AdmittedRow(entrant, admissions, entrant.Counting.Allowed(quota, admissions.Elapsed), admissions.MostWithin(quota.Window));
                rows.Add(row);
                Console.WriteLine(AdmittedTable.Line(row));
            }
        }

        return rows;
    }
}
