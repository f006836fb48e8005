namespace LlmGateway.Shared;

/// <summary>Models that can do the same.</summary>
/// <param name="Name">For people: in documentation and messages.</param>
/// <param name="Marks">What their ids have in them; with <c>^</c> before it, where a name in the id begins.</param>
/// <param name="Can">What is known of them.</param>
internal sealed record ModelFamily(string Name, string[] Marks, CapabilitiesDocument Can);

/// <summary>
/// What the models of today can do: the one place that knows. Read in November 2026 from
/// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html (system prompts, documents, vision, tools),
/// prompt-caching.html, structured-output.html, claude-messages-adaptive-thinking.html and inference-profiles-support.html beside it,
/// https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html, https://platform.claude.com/docs/en/about-claude/models and
/// https://platform.openai.com/docs/models; what those leave open (tool choices, OpenAI's models on Bedrock) from what langchain-aws found by asking.
/// Limits of context and answer: the price map of LiteLLM 1.108 (November 2026); where servers of one id differ, the lowest.
/// The first family whose mark is in an id is the model's. One that nobody has heard of is asked cautiously.
/// </summary>
internal static class ModelFamilies
{
    private static readonly string[] AllChoices = [ToolChoices.Auto, ToolChoices.Required, ToolChoices.Named];
    private static readonly string[] NoChoice = [];
    private static readonly string[] CacheAll = [CachePlaces.Tools, CachePlaces.System, CachePlaces.Messages];
    private static readonly string[] CacheText = [CachePlaces.System, CachePlaces.Messages];
    private static readonly string[] BothTtls = ["5m", "1h"];
    private static readonly string[] LowToHigh = ["low", "medium", "high"];
    private static readonly string[] LowToMax = ["low", "medium", "high", "max"];
    private static readonly string[] LowToXHighMax = ["low", "medium", "high", "xhigh", "max"];

    private static readonly CapabilitiesDocument Claude3 = new()
    {
        Streaming = true, SystemPrompt = true, Tools = true, ToolChoice = AllChoices, ToolsWhileStreaming = true, OneToolAtATime = true, Vision = true, Documents = true,
        TemperatureAndTopP = true, TopK = TopKFields.Claude, Prefill = true, Reasoning = ReasoningStyles.None, Messages = true, ContextWindow = 200_000, MaxOutputTokens = 4096,
    };

    private static readonly CapabilitiesDocument Claude37 = Claude3 with
    {
        Reasoning = ReasoningStyles.Budget, ReasoningHistory = true, CachePoints = CacheAll, CacheMinimum = 1024, MaxOutputTokens = 64_000, ProfileOnly = true,
    };

    private static readonly CapabilitiesDocument Claude45 = Claude37 with { TemperatureAndTopP = false, StructuredOutput = true, StrictTools = true, CacheTtls = BothTtls };

    private static readonly CapabilitiesDocument Claude46 = Claude45 with
    {
        Reasoning = ReasoningStyles.Adaptive, Efforts = LowToMax, Prefill = false, ContextWindow = 1_000_000,
    };

    // Temperature and its kin are gone, and of structured output AWS's list does not speak for most of them.
    private static readonly CapabilitiesDocument Claude47 = Claude46 with
    {
        Sampling = false, Efforts = LowToXHighMax, StructuredOutput = null, StrictTools = null, MaxOutputTokens = 128_000,
    };

    private static readonly CapabilitiesDocument Nova = new()
    {
        Streaming = true, SystemPrompt = true, Tools = true, ToolChoice = AllChoices, ToolsWhileStreaming = true, Vision = true, Documents = true, TemperatureAndTopP = true,
        TopK = TopKFields.Nova, Prefill = true, Reasoning = ReasoningStyles.None, CachePoints = CacheText, CacheMinimum = 1000, ContextWindow = 300_000, MaxOutputTokens = 10_000,
    };

    private static readonly CapabilitiesDocument TextOnly = new()
    {
        Streaming = true, SystemPrompt = true, Tools = false, Vision = false, Documents = true, TemperatureAndTopP = true, Reasoning = ReasoningStyles.None,
    };

    private static readonly CapabilitiesDocument Llama = TextOnly with
    {
        Tools = true, ToolChoice = NoChoice, ToolsWhileStreaming = false, ToolsApart = true, ContextWindow = 128_000, MaxOutputTokens = 4096,
    };

    // Open models that Bedrock serves since the end of 2025.
    private static readonly CapabilitiesDocument Open = TextOnly with { Tools = true, StructuredOutput = true, Documents = null, ContextWindow = 128_000 };

    private static readonly CapabilitiesDocument Mistral = TextOnly with
    {
        Tools = true, ToolsApart = true, ToolChoice = [ToolChoices.Auto, ToolChoices.Required], ContextWindow = 128_000, MaxOutputTokens = 8191,
    };

    private static readonly CapabilitiesDocument Mistral3 = Mistral with { StructuredOutput = true, Vision = null, Documents = null, MaxOutputTokens = 8000 };

    private static readonly CapabilitiesDocument DeepSeek3 = Open with
    {
        // A named tool is accepted, and not obeyed.
        ToolChoice = [ToolChoices.Auto, ToolChoices.Required], Reasoning = ReasoningStyles.Effort, Efforts = ["high"], MaxOutputTokens = 8000,
    };

    private static readonly CapabilitiesDocument GptOss = Open with { Reasoning = ReasoningStyles.Effort, Efforts = LowToHigh, MaxOutputTokens = 16_384 };

    private static readonly CapabilitiesDocument Qwen3 = Open with { Vision = null, ContextWindow = 256_000, MaxOutputTokens = 8000 };

    private static readonly CapabilitiesDocument Kimi2 = Open with
    {
        Vision = null, Reasoning = ReasoningStyles.Effort, Efforts = ["low", "high", "max"], ContextWindow = 256_000, MaxOutputTokens = 16_000,
    };

    private static readonly CapabilitiesDocument OpenVision = Open with { Vision = null, MaxOutputTokens = 8000 };

    private static readonly CapabilitiesDocument Gpt = new()
    {
        Streaming = true, SystemPrompt = true, Tools = true, ToolChoice = AllChoices, ToolsWhileStreaming = true, OneToolAtATime = true, StrictTools = true, Vision = true, Documents = true,
        TemperatureAndTopP = true, StructuredOutput = true, Reasoning = ReasoningStyles.None, MaxCompletionTokens = true, ContextWindow = 128_000, MaxOutputTokens = 16_384,
    };

    private static readonly CapabilitiesDocument GptThinking = Gpt with
    {
        Sampling = false, Reasoning = ReasoningStyles.Effort, Efforts = LowToHigh, ContextWindow = 200_000, MaxOutputTokens = 100_000,
    };

    private static readonly CapabilitiesDocument Gpt5 = GptThinking with { Efforts = ["minimal", "low", "medium", "high"], ContextWindow = 400_000, MaxOutputTokens = 128_000 };

    private static readonly CapabilitiesDocument Gpt4 = Gpt with { StructuredOutput = null, StrictTools = null, Vision = null, MaxCompletionTokens = null, MaxOutputTokens = 4096 };

    private static readonly CapabilitiesDocument GptOnBedrock = GptThinking with
    {
        Reasoning = ReasoningStyles.EffortObject, Efforts = LowToXHighMax, ReasoningHistory = true, OneToolAtATime = null, ContextWindow = 272_000, MaxOutputTokens = 128_000,
    };

    private static readonly CapabilitiesDocument Embedder = new() { Streaming = false, Tools = false, Vision = false, Documents = false };

    /// <summary>In the order in which they are tried.</summary>
    public static readonly IReadOnlyList<ModelFamily> All =
    [
        new("Claude Sonnet 5", ["claude-sonnet-5"], Claude47 with { StructuredOutput = true, StrictTools = true, CacheMinimum = 1024 }),
        new("Claude Opus 5, Fable 5, Mythos 5", ["claude-opus-5", "claude-fable", "claude-mythos", "claude-haiku-5"], Claude47 with { CacheMinimum = 4096 }),
        new("Claude Opus 4.7, 4.8", ["claude-opus-4-7", "claude-opus-4-8"], Claude47 with { CacheMinimum = 4096 }),
        new("Claude Opus 4.6", ["claude-opus-4-6"], Claude46 with { CacheMinimum = 4096, MaxOutputTokens = 128_000 }),
        new("Claude Sonnet 4.6 on Bedrock", ["anthropic.claude-sonnet-4-6"], Claude46),
        new("Claude Sonnet 4.6", ["claude-sonnet-4-6"], Claude46 with { MaxOutputTokens = 128_000 }),
        new("Claude Opus 4.5, Haiku 4.5", ["claude-opus-4-5", "claude-haiku-4-5"], Claude45 with { CacheMinimum = 4096 }),
        new("Claude Sonnet 4.5", ["claude-sonnet-4-5"], Claude45),
        new("Claude Opus 4.1", ["claude-opus-4-1"], Claude37 with { TemperatureAndTopP = false, MaxOutputTokens = 32_000 }),
        new("Claude Opus 4", ["claude-opus-4-2", "claude-opus-4-0", "claude-4-opus"], Claude37 with { MaxOutputTokens = 32_000 }),
        new("Claude Sonnet 4", ["claude-sonnet-4-2", "claude-sonnet-4-0", "claude-4-sonnet"], Claude37),
        new("Claude 3.7 Sonnet", ["claude-3-7"], Claude37),
        new("Claude 3.5 Haiku", ["claude-3-5-haiku"], Claude3 with { Vision = false, CachePoints = CacheAll, CacheMinimum = 2048, MaxOutputTokens = 8192 }),
        new("Claude 3.5 Sonnet (June 2024)", ["claude-3-5-sonnet-20240620"], Claude3),
        new("Claude 3.5 Sonnet", ["claude-3-5-sonnet"], Claude3 with { MaxOutputTokens = 8192 }),
        new("Claude 3", ["claude-3-"], Claude3),
        new("Claude 2 and Instant", ["claude-v1", "claude-v2", "claude-2", "claude-instant"], Claude3 with { Tools = false, ToolChoice = NoChoice, Vision = false, ContextWindow = 100_000 }),
        // One that is newer than this list: as its latest kin, with nothing in the request that they have given up.
        new("Claude, newer", ["anthropic.claude", "^claude-"], Claude47 with { Efforts = LowToHigh, CacheTtls = null, CacheMinimum = 4096, ContextWindow = 200_000, MaxOutputTokens = 64_000 }),

        new("Nova Multimodal Embeddings", ["nova-2-multimodal-embed", "nova-embed", "nova-multimodal-embed"], Embedder with { Embeddings = EmbeddingForms.Nova, EmbeddingBatch = 1, Dimensions = [256, 384, 1024, 3072], ContextWindow = 8192 }),
        new("Nova 2", ["amazon.nova-2-"], Nova with
        {
            Reasoning = ReasoningStyles.Nova, Efforts = LowToHigh, ReasoningHistory = true, ContextWindow = 1_000_000, MaxOutputTokens = 64_000, ProfileOnly = true,
        }),
        new("Nova Micro", ["amazon.nova-micro"], Nova with { Vision = false, Documents = false, ContextWindow = 128_000 }),
        new("Nova Premier", ["amazon.nova-premier"], Nova with { ContextWindow = 1_000_000, ProfileOnly = true }),
        new("Nova Lite, Pro", ["amazon.nova-"], Nova),

        new("Titan Text Embeddings V2", ["titan-embed-text-v2"], Embedder with { Embeddings = EmbeddingForms.TitanV2, EmbeddingBatch = 1, Dimensions = [256, 512, 1024], ContextWindow = 8192 }),
        new("Titan Multimodal Embeddings", ["titan-embed-image"], Embedder with { Embeddings = EmbeddingForms.TitanMultimodal, EmbeddingBatch = 1, Dimensions = [256, 384, 1024], ContextWindow = 256 }),
        new("Titan Text Embeddings", ["titan-embed"], Embedder with { Embeddings = EmbeddingForms.TitanV1, EmbeddingBatch = 1, Dimensions = [1536], ContextWindow = 8192 }),
        new("Titan Text Premier", ["titan-text-premier"], TextOnly with { SystemPrompt = false, Documents = false, ContextWindow = 32_000, MaxOutputTokens = 3072 }),
        new("Titan Text Lite", ["titan-text-lite"], TextOnly with { SystemPrompt = false, ContextWindow = 4000, MaxOutputTokens = 4000 }),
        new("Titan Text", ["titan-t"], TextOnly with { SystemPrompt = false, ContextWindow = 8000, MaxOutputTokens = 8000 }),

        new("Cohere Embed 4", ["cohere.embed-v4"], Embedder with { Embeddings = EmbeddingForms.Cohere, EmbeddingBatch = 96, Dimensions = [256, 512, 1024, 1536], ContextWindow = 128_000 }),
        new("Cohere Embed 3", ["cohere.embed"], Embedder with { Embeddings = EmbeddingForms.Cohere, EmbeddingBatch = 96, Dimensions = [1024], ContextWindow = 512 }),
        new("Cohere Command R", ["cohere.command-r"], TextOnly with { Tools = true, ToolChoice = NoChoice, TopK = TopKFields.Cohere, ContextWindow = 128_000, MaxOutputTokens = 4096 }),
        new("Cohere Command", ["cohere.command"], TextOnly with { SystemPrompt = false, TopK = TopKFields.Cohere, ContextWindow = 4096, MaxOutputTokens = 4000 }),

        new("AI21 Jamba 1.5", ["ai21.jamba-1-5"], TextOnly with { Tools = true, ToolChoice = NoChoice, ToolsWhileStreaming = true, ContextWindow = 256_000, MaxOutputTokens = 4096 }),
        new("AI21 Jamba Instruct", ["ai21.jamba"], TextOnly with { Documents = false, ContextWindow = 256_000, MaxOutputTokens = 4096 }),
        new("AI21 Jurassic-2", ["ai21.j2"], TextOnly with { Streaming = false, SystemPrompt = false, Documents = false, ContextWindow = 8191, MaxOutputTokens = 8191 }),

        new("Llama 4", ["meta.llama4"], Llama with { Vision = true, ContextWindow = 1_000_000, MaxOutputTokens = 8192, ProfileOnly = true }),
        new("Llama 3.2 11B, 90B", ["llama3-2-11b", "llama3-2-90b"], Llama with { Vision = true, ProfileOnly = true }),
        new("Llama 3.2 1B, 3B", ["meta.llama3-2"], Llama with { Tools = false, ProfileOnly = true }),
        new("Llama 3.1, 3.3", ["meta.llama3-1", "meta.llama3-3"], Llama),
        new("Llama 2, 3", ["meta.llama"], Llama with { Tools = false, ContextWindow = 8192, MaxOutputTokens = 2048 }),

        new("Mistral 7B, Mixtral", ["mistral-7b", "mixtral"], TextOnly with { SystemPrompt = false, ContextWindow = 32_000, MaxOutputTokens = 4096 }),
        new("Mistral Large 3, Devstral", ["mistral-large-3", "devstral"], Mistral3 with { ContextWindow = 256_000, MaxOutputTokens = 32_000 }),
        new("Magistral", ["magistral"], Mistral3 with { MaxOutputTokens = 40_000 }),
        new("Ministral", ["ministral"], Mistral3),
        new("Voxtral", ["voxtral"], Mistral3 with { ContextWindow = 32_768 }),
        new("Pixtral Large", ["pixtral"], Mistral with { Vision = true, ProfileOnly = true, MaxOutputTokens = 16_384 }),
        new("Mistral Large, Small (24.02)", ["mistral-large-2402", "mistral-small-2402"], Mistral with { ToolsWhileStreaming = false, Documents = true, ContextWindow = 32_000, MaxOutputTokens = 4096 }),
        new("Mistral", ["mistral.m"], Mistral),

        new("DeepSeek R1", ["deepseek.r1"], TextOnly with { ContextWindow = 128_000, MaxOutputTokens = 8192, ProfileOnly = true }),
        new("DeepSeek V3.2", ["deepseek.v3.2"], DeepSeek3 with { ContextWindow = 163_840 }),
        new("DeepSeek V3", ["deepseek.v3"], DeepSeek3),
        new("gpt-oss-safeguard", ["gpt-oss-safeguard"], GptOss with { MaxOutputTokens = 16_000 }),
        new("gpt-oss", ["gpt-oss"], GptOss),
        new("GPT-5 on Bedrock", ["openai.gpt-5", "openai.gpt-daybreak"], GptOnBedrock with { ContextWindow = 1_050_000 }),
        new("GPT-6 on Bedrock", ["openai.gpt-6"], GptOnBedrock with { ContextWindow = 1_000_000, MaxOutputTokens = 131_072 }),
        new("GPT on Bedrock, newer", ["openai.gpt-"], GptOnBedrock),
        new("Qwen3 Coder", ["qwen.qwen3-coder"], Qwen3 with { MaxOutputTokens = 16_000 }),
        new("Qwen3 32B", ["qwen.qwen3-32b"], Qwen3 with { ContextWindow = 32_000 }),
        new("Qwen3", ["qwen.qwen3"], Qwen3),
        new("Kimi K3", ["moonshotai.kimi-k3", "moonshot.kimi-k3"], Kimi2 with { ContextWindow = 1_000_000, MaxOutputTokens = 131_072 }),
        new("Kimi K2", ["moonshot"], Kimi2),
        new("MiniMax M2", ["minimax."], Open with { StructuredOutput = null, ContextWindow = 196_000, MaxOutputTokens = 8000 }),
        new("GLM-5.3", ["zai.glm-5.3"], Open with { ContextWindow = 1_000_000, MaxOutputTokens = 128_000 }),
        new("GLM", ["zai.glm"], Open with { StructuredOutput = null, ContextWindow = 200_000, MaxOutputTokens = 128_000 }),
        new("Grok 4.3", ["xai.grok-4.3"], OpenVision with { ContextWindow = 1_048_576, MaxOutputTokens = 16_384 }),
        new("Grok", ["xai.grok"], OpenVision with { ContextWindow = 500_000, MaxOutputTokens = 500_000 }),
        new("Nemotron 3 Super", ["nemotron-super"], OpenVision with { ContextWindow = 256_000, MaxOutputTokens = 32_000 }),
        new("Nemotron 3 Nano", ["nemotron-nano-3"], OpenVision with { ContextWindow = 256_000 }),
        new("Gemma 4", ["google.gemma-4"], OpenVision with { MaxOutputTokens = 128_000 }),
        new("Nemotron, Gemma", ["nvidia.nemotron", "google.gemma"], OpenVision),
        new("Writer Palmyra Vision", ["writer.palmyra-vision"], TextOnly with { Vision = true, ContextWindow = 4096, MaxOutputTokens = 4096 }),
        new("Writer Palmyra", ["writer.palmyra"], TextOnly with { Tools = true, ToolChoice = null, ContextWindow = 128_000, MaxOutputTokens = 8192, ProfileOnly = true }),

        new("GPT-5 Chat", ["^gpt-5-chat", "^gpt-5.1-chat", "^gpt-5.2-chat", "^gpt-5.3-chat"], Gpt),
        new("GPT-5.4 Mini, Nano", ["^gpt-5.4-mini", "^gpt-5.4-nano", "^gpt-5.6-cyber"], Gpt5),
        new("GPT-5.4 to GPT-6", ["^gpt-5.4", "^gpt-5.5", "^gpt-5.6", "^gpt-6"], Gpt5 with { ContextWindow = 1_050_000 }),
        new("GPT-5", ["^gpt-5"], Gpt5),
        new("OpenAI o-series", ["^o1", "^o3", "^o4"], GptThinking),
        new("GPT-4.1", ["^gpt-4.1"], Gpt with { ContextWindow = 1_047_576, MaxOutputTokens = 32_768 }),
        new("GPT-4o (May 2024)", ["^gpt-4o-2024-05-13"], Gpt with { MaxOutputTokens = 4096 }),
        new("GPT-4o", ["^gpt-4o", "^chatgpt-4o"], Gpt),
        new("GPT-4 Turbo", ["^gpt-4-turbo", "^gpt-4-1106", "^gpt-4-0125"], Gpt4),
        new("GPT-4", ["^gpt-4"], Gpt4 with { ContextWindow = 8192 }),
        new("GPT-3.5", ["^gpt-3.5"], Gpt4 with { ContextWindow = 16_385 }),
        new("OpenAI Embeddings 3", ["text-embedding-3"], Embedder with { Embeddings = EmbeddingForms.OpenAi, EmbeddingBatch = 2048, Dimensions = [], ContextWindow = 8191 }),
        new("OpenAI Ada Embeddings", ["text-embedding-ada"], Embedder with { Embeddings = EmbeddingForms.OpenAi, EmbeddingBatch = 2048, ContextWindow = 8191 }),
    ];

    /// <summary>The family of a model.</summary>
    /// <param name="id">Model id, inference-profile id with any geography, or ARN.</param>
    public static ModelFamily? Of(string id)
    {
        foreach (var family in All)
            foreach (var mark in family.Marks)
                if (Has(id, mark)) return family;
        return null;
    }

    private static bool Has(string id, string mark)
    {
        if (mark[0] != '^') return id.Contains(mark, StringComparison.OrdinalIgnoreCase);
        var name = mark.AsSpan(1);
        for (var at = 0; at + name.Length <= id.Length; at++)
            if ((at == 0 || id[at - 1] is '/' or '.' or ':') && id.AsSpan(at).StartsWith(name, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
