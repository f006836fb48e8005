using System.Security.Cryptography;
using System.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Knowledge;

/// <summary>What the model is shown beside the question, and what the caller is told of it.</summary>
internal sealed class Grounding
{
    private Grounding(string? text, SourcesRetrieved sources, string fingerprint, bool isWhole) => (Text, Sources, Fingerprint, IsWhole) = (text, sources, fingerprint, isWhole);

    /// <summary>Goes before the question; null: there is nothing to say.</summary>
    public string? Text { get; }

    public SourcesRetrieved Sources { get; }

    /// <summary>Tells requests apart that were shown different things: part of an answer's key in the cache. Empty: nothing was shown.</summary>
    public string Fingerprint { get; }

    /// <summary>No source broke: an answer from this is worth keeping.</summary>
    public bool IsWhole { get; }

    /// <param name="findings">Of each source, in their order.</param>
    /// <param name="introduction">The caller's words; null: the gateway's.</param>
    /// <param name="fence">The mark around passages: nobody who wrote one could know it.</param>
    public static Grounding Of(IReadOnlyList<Findings> findings, string? introduction, string fence)
    {
        List<RetrievedSource> sources = [];
        foreach (var (source, passage) in findings.SelectMany(each => each.Passages.Select(passage => (each.Source, passage))))
            sources.Add(new RetrievedSource((sources.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), source, passage.Title, Shown(passage.Uri), passage.Text));
        var retrieved = new SourcesRetrieved(sources) { Stores = [.. findings.Select(each => each.ToReport())] };
        var isWhole = !findings.Any(each => each.Broke);
        var wasAsked = findings.Any(each => each.LeftOut is null || each.Broke);
        var text = wasAsked ? FencedPassages.Write(sources, introduction, fence, isWhole) : null;
        // Without the fence, which is another one each time.
        return new Grounding(text, retrieved, wasAsked ? Hash(FencedPassages.Write(sources, introduction, "", isWhole)) : "", isWhole);
    }

    /// <summary>The request as the model sees it.</summary>
    public ChatRequest Join(ChatRequest request)
    {
        if (Text is null || LastQuestion.Find(request) is not { } at) return request;
        var message = request.Messages[at];
        ContentPart[] parts = [.. message.Content.TakeWhile(part => part is not TextPart), new TextPart(Text), .. message.Content.SkipWhile(part => part is not TextPart)];
        return request with { Messages = [.. request.Messages.Take(at), message with { Content = parts }, .. request.Messages.Skip(at + 1)] };
    }

    /// <summary>Pages make links of addresses, and a record must not make a link run.</summary>
    private static string? Shown(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "s3" ? address : null;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
