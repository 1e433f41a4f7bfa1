using AutoRec;
using AutoRec.Interop;
using Microsoft.ML;

// How mlContext.Model.Load finds the loader for the name that a model file carries.
[assembly: LoadableClass(typeof(AutoRecPredictionTransformer), typeof(TransformerLoader<AutoRecPredictionTransformer>), null, typeof(SignatureLoadModel), "", AutoRecPredictionTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(AutoRecBlendTransformer), typeof(TransformerLoader<AutoRecBlendTransformer>), null, typeof(SignatureLoadModel), "", AutoRecBlendTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(AutoRecReconstructionTransformer), typeof(TransformerLoader<AutoRecReconstructionTransformer>), null, typeof(SignatureLoadModel), "", AutoRecReconstructionTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(RatingPivotTransformer), typeof(TransformerLoader<RatingPivotTransformer>), null, typeof(SignatureLoadModel), "", RatingPivotTransformer.LoaderSignature)]
