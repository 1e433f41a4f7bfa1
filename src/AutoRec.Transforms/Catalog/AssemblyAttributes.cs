using AutoRec;
using AutoRec.Interop;
using AutoRec.Saving;
using Microsoft.ML;
using Blend = AutoRec.AutoRecPredictionTransformer<AutoRec.AutoRecBlendModelParameters>;
using Single = AutoRec.AutoRecPredictionTransformer<AutoRec.AutoRecModelParameters>;

// mlContext.Model.Load finds a loader here, by the name in the model file.
[assembly: LoadableClass(typeof(Single), typeof(TransformerLoader<Single>), null, typeof(SignatureLoadModel), "", PredictionFormat.SingleLoader)]
[assembly: LoadableClass(typeof(Blend), typeof(TransformerLoader<Blend>), null, typeof(SignatureLoadModel), "", PredictionFormat.BlendLoader)]
[assembly: LoadableClass(
    typeof(AutoRecReconstructionTransformer),
    typeof(TransformerLoader<AutoRecReconstructionTransformer>),
    null,
    typeof(SignatureLoadModel),
    "",
    AutoRecReconstructionTransformer.LoaderSignature)]
[assembly: LoadableClass(
    typeof(RatingPivotTransformer),
    typeof(TransformerLoader<RatingPivotTransformer>),
    null,
    typeof(SignatureLoadModel),
    "",
    RatingPivotTransformer.LoaderSignature)]
