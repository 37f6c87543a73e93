using Gateway.SecLang.LibInjection.Sql;

namespace Gateway.SecLang.Tests.LibInjection;

/// <summary>The tables beside the code are what the installed library answers. GATEWAY_WRITE_TABLES=1 writes them anew.</summary>
public sealed class TableTests
{
    [Fact]
    public void Tables_AskedAgain_AreThoseBesideTheCode()
    {
        var oracle = Oracle.Open();
        var candidates = Tables.Candidates(Oracle.File());
        Assert.True(candidates.Count > 10_000, $"only {candidates.Count} texts in the library");
        var tables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sql-words.txt"] = Tables.Words(oracle, candidates),
            ["sql-fingerprints.txt"] = Tables.Fingerprints(oracle, candidates),
            ["html-names.txt"] = Tables.HtmlNames(oracle, candidates),
        };
        foreach (var (name, text) in tables)
        {
            var path = Path.Combine(Tables.Folder(), name);
            if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_TABLES") == "1") File.WriteAllText(path, text);
            Assert.Equal(text, File.ReadAllText(path));
        }
    }

    [Fact]
    public void Tables_Loaded_AreComplete()
    {
        Assert.Equal(985, SqlWords.Default.Count);
        Assert.Equal(8367, SqlFingerprints.Default.Count);
        Assert.Equal(SqlKind.Union, SqlWords.Default.KindOf("union All"u8));
        Assert.Equal(SqlKind.None, SqlWords.Default.KindOf("unio"u8));
    }

    /// <summary>Every sequence of up to four kinds, and of five that begin like a known one: the packed table and the library agree.</summary>
    [Fact]
    public void Fingerprints_EachShortSequence_AreKnownAsInTheLibrary()
    {
        var oracle = Oracle.Open();
        var (asked, known) = (0, 0);
        void Ask(string word, int packed, int depth)
        {
            for (var kind = SqlKind.Keyword; kind <= SqlKind.Backslash; kind++)
            {
                if (kind == SqlKind.Transact) continue;
                var next = word + char.ToUpperInvariant((char)kind.Letter());
                var child = SqlFingerprints.Append(packed, kind);
                var expected = oracle.Lookup(next) == 'F';
                if (SqlFingerprints.Default.Contains(child) != expected) Assert.Fail($"{next[1..]}: the library says {expected}");
                asked++;
                if (expected) known++;
                if (depth > 1) Ask(next, child, depth - 1);
            }
        }

        Ask("0", 0, 4);
        Assert.Equal(25 + 625 + 15_625 + 390_625, asked);
        Assert.True(known > 300, $"{known} known");
    }
}
